"""What holds for every kind of widget, whatever it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from blog.comments.models import Comment
from blog.posts.models import Post
from blog.widgets.kinds import KINDS
from tests.stage.reader import Reader
from tests.stage.widgets import SetWidget

# What costs a kind more than nothing when it is set: one of everything that can be chosen.
FULL: dict[str, dict[str, Any]] = {
    "about": {"picture": 1, "person": 1, "page": 1},
    "featured": {"post": 2},
    "links": {"links": "https://a.example\nhttps://b.example", "has_newest": True},
    "pages": {"ids": [1, 2]},
    "text": {"html": "<p>Words</p>"},
}


def test_no_kind_asks_more_than_one_question(
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    place: Callable[..., None],
    count_queries: Callable[[], Any],
) -> None:
    make_post("A page", kind="page")
    for number in range(12):
        make_comment(make_post(labels=["Paper", f"Label {number}"]))
    for name in sorted(KINDS):
        place(name, **FULL.get(name, {}))
        with count_queries() as queries:
            answer = reader.get("/widgets/1?post=3")
        assert answer.status_code == 200, name
        assert len(queries) <= 2, (name, queries)  # The settings, and its own.


@pytest.mark.sqlite
def test_a_new_blog_shows_no_empty_boxes(reader: Reader, place: Callable[..., None]) -> None:
    for name in sorted(KINDS.keys() - {"search", "subscribe"}):
        place(name)
        assert not reader.get("/").html.css("#widget-1"), name


@pytest.mark.sqlite
def test_the_owner_can_save_every_kind_as_it_stands(
    sign_in: Callable[..., Reader], post: Post, place: Callable[..., None]
) -> None:
    owner = sign_in("owner")
    for name in sorted(KINDS):
        place(name, **FULL.get(name, {}) | ({"post": post.id} if name == "featured" else {}))
        page = owner.get("/admin/widgets/1")
        sent: dict[str, Any] = {}
        for field in page.html.css("form.sheet [name]"):
            key, kind = str(field.attributes["name"]), field.attributes.get("type")
            if field.tag == "textarea":
                sent[key] = field.text().removeprefix("\n")
            elif field.tag == "select":
                chosen = field.css_first("option[selected]") or field.css_first("option")
                sent[key] = chosen.attributes["value"] if chosen else ""
            elif kind not in ("checkbox", "radio") or "checked" in field.attributes:
                sent[key] = field.attributes.get("value") or ""
        answer = owner.post("/admin/widgets/1", data=sent)
        assert answer.status_code == 303, (name, answer.texts(".error"))


@pytest.mark.sqlite
def test_pages_without_unusual_widgets_do_without_their_style(
    reader: Reader, post: Post, place: Callable[..., None]
) -> None:
    sheet = "link[href*='css/widgets']"
    assert not reader.get(str(post.path)).html.css(sheet)
    for kind, zone, settings in (
        ("recent", "side", {}), ("archive", "footer", {}), ("labels", "side", {"shape": "cloud"}),
    ):  # fmt: skip
        place(kind, zone=zone, **settings)
        assert reader.get("/").html.css(sheet), kind


@pytest.mark.sqlite
def test_a_search_field_and_feeds_can_stand_anywhere(
    reader: Reader, set_widget: SetWidget, place: Callable[..., None]
) -> None:
    place("search", zone="footer", title="Look it up")
    form = reader.get("/").find(".foot #widget-1 form")
    assert form.attributes["action"] == "/search"
    assert reader.get("/").texts("#widget-1 h2") == ["Look it up"]
    set_widget("subscribe", has_json="y")
    links = [str(link.attributes["href"]) for link in reader.get("/").html.css("#widget-1 a")]
    assert links == ["/feed.atom", "/feed.json"]
    for address in links:
        assert reader.get(address).status_code == 200
