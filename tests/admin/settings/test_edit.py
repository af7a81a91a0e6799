"""The owner changes settings, group by group."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.db import db
from blog.posts.models import Post
from blog.site.queries import NAMES, Site, origins, read_site
from tests.stage.reader import Answer, Reader

# What nobody types: an answer that there is no choice for shows nothing chosen.
CHOSEN = ("comments", "comments_hold", "comments_order", "popular_range", "accent_hue")
GROUPS = ("general", "reading", "comments", "look", "header", "machines")


@pytest.fixture
def owner(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in("owner")


def test_the_owner_finds_every_group(owner: Reader) -> None:
    links = owner.get("/admin/settings/").html.css("main h2 a")
    assert [str(link.attributes["href"]).rpartition("/")[2] for link in links] == list(GROUPS)
    for group in GROUPS:
        page = owner.get(f"/admin/settings/{group}")
        assert page.find(".tabs [aria-current]").attributes["href"] == f"/admin/settings/{group}"


@pytest.mark.sqlite
def test_every_setting_has_its_field(owner: Reader) -> None:
    names = {
        name
        for group in GROUPS
        for node in owner.get(f"/admin/settings/{group}").html.css("main [name]")
        if (name := str(node.attributes["name"])) in NAMES
    }
    elsewhere = {"logo", "favicon", "share_picture", "header_pages"}
    assert set(NAMES) - names == elsewhere


@pytest.mark.sqlite
@pytest.mark.parametrize("group", GROUPS)
def test_saving_a_page_as_it_stands_changes_nothing(app: Flask, owner: Reader, group: str) -> None:
    assert owner.post(f"/admin/settings/{group}", data=fields(owner, group)).status_code == 303
    with app.app_context():
        assert read_site() == Site()
        assert origins() == {}
        assert audit() == []


def test_what_is_saved_shows_at_once_and_is_noted(app: Flask, owner: Reader) -> None:
    sent = fields(owner, "general") | {"title": "The Long Galley", "tagline": "Ink & paper"}
    answer = owner.post("/admin/settings/general", data=sent)
    assert answer.status_code == 303
    assert owner.get(answer.location).texts(".notice") == ["Saved."]
    home = owner.get("/")
    assert home.texts(".masthead .name") == ["The Long Galley"]
    assert home.texts(".tagline") == ["Ink & paper"]
    with app.app_context():
        assert origins() == {"title": "owner", "tagline": "owner"}
        assert audit() == [("setting.save", "title, tagline")]


def test_with_htmx_the_group_comes_back_alone(owner: Reader) -> None:
    sent = fields(owner, "reading") | {"posts_per_page": "7"}
    answer = owner.htmx.post("/admin/settings/reading", data=sent)
    assert answer.status_code == 200
    assert answer.html.css_first("h1") is None
    assert answer.find("#reading-settings").attributes["data-announce"] == "Saved."
    assert answer.find("[name=posts_per_page]").attributes["value"] == "7"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("group", "name", "typed"),
    [
        ("general", "title", "  "),
        ("general", "title", "x" * 201),
        ("general", "language", "klingon"),
        ("general", "time_zone", "Mars/Base"),
        ("reading", "post_pattern", "/label/{slug}"),
        ("reading", "page_pattern", "{slug}"),
        ("reading", "posts_per_page", "many"),
        ("reading", "posts_per_page", ""),
        ("reading", "feed_posts", "0"),
        ("reading", "popular_range", "decade"),
        ("reading", "popular_posts", "99"),
        ("comments", "comments", "maybe"),
        ("comments", "comments_hold", "some"),
        ("comments", "comments_first_count", "0"),
        ("comments", "comments_old_days", "x"),
        ("comments", "comments_order", "sideways"),
        ("comments", "comment_depth", "-1"),
        ("comments", "comments_per_minute", "1" * 30),
        ("look", "accent_hue", "361"),
        ("look", "accent_hue", "red"),
        ("look", "custom_css", "@import 'x';"),
        ("machines", "robots_extra", "Nonsense"),
        ("machines", "ads_txt", "Nonsense"),
        ("machines", "security_contact", "me@example.org"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field_and_stays_typed(
    app: Flask, owner: Reader, group: str, name: str, typed: str
) -> None:
    sent = fields(owner, group) | {name: typed}
    for browser in (owner, owner.htmx):
        answer = browser.post(f"/admin/settings/{group}", data=sent)
        assert answer.status_code == 422
        assert (answer.html.css_first("h1") is None) == (browser is not owner)
        assert "Nothing was saved" in answer.find("[role=alert]").text()
        assert answer.find(f"#{name}-error").text().strip()
        if typed.strip().isprintable() and name not in CHOSEN:
            assert shown(answer, name).strip() == typed.strip()
    with app.app_context():
        assert read_site() == Site()
        assert audit() == []


def test_the_owner_ticks_which_comments_wait(app: Flask, owner: Reader) -> None:
    page = owner.get("/admin/settings/comments")
    assert [box.attributes["value"] for box in page.html.css("[name=comments_hold]:checked")] == [
        "first"
    ]
    sent: dict[str, object] = dict(fields(owner, "comments"))
    for ticked in (["old", "links"], []):
        owner.post("/admin/settings/comments", data=sent | {"comments_hold": ticked})
        with app.app_context():
            assert sorted(read_site().comments_hold) == sorted(ticked)
    with app.app_context():
        assert audit() == [("setting.save", "comments_hold")] * 2


def test_a_new_time_zone_moves_posts_to_their_months(
    owner: Reader, make_post: Callable[..., Post]
) -> None:
    from datetime import UTC, datetime

    make_post(published_at=datetime(2025, 5, 31, 23, 30, tzinfo=UTC))
    assert owner.get("/2025/05/").texts(".teaser h2")
    sent = fields(owner, "general") | {"time_zone": "Europe/Berlin"}
    owner.post("/admin/settings/general", data=sent)
    assert "June 2025" in " ".join(owner.get("/").texts(".widget.archive a"))


def test_an_example_shows_what_a_pattern_gives(owner: Reader) -> None:
    def example(**asked: str) -> Answer:
        return owner.get("/admin/settings/reading/example", query_string=asked)

    good = example(post_pattern="/blog/{slug}")
    assert good.find("#example-post_pattern code").text() == "/blog/a-walk-in-the-rain"
    assert good.headers["X-Robots-Tag"] == "noindex"
    assert "contain {slug}" in example(page_pattern="/blog").find("#example-page_pattern").text()
    assert example(other="x").status_code == 404


def test_swatches_show_colours_and_contrasts_of_any_hue(owner: Reader) -> None:
    red = owner.get("/admin/settings/look/swatches?accent_hue=28")
    assert red.find("svg [fill='#ac312a']")
    assert "contrast of links 5.8, of buttons 6.5" in red.texts("figcaption")[0]
    blue = owner.get("/admin/settings/look/swatches?accent_hue=250")
    assert blue.texts("figcaption") != red.texts("figcaption")
    assert owner.get("/admin/settings/look/swatches?accent_hue=999").status_code == 404


def test_pages_come_in_the_order_of_their_places(
    owner: Reader, make_post: Callable[..., Post]
) -> None:
    about, imprint, press = (
        make_post(title=title, kind="page") for title in ("About", "Imprint", "Press")
    )
    sent = {f"page-{press.id}-position": "1", f"page-{about.id}-position": "2"}
    owner.post("/admin/settings/header", data=sent)
    assert owner.get("/").texts(".pages a") == ["Press", "About"]
    page = owner.get("/admin/settings/header")
    assert page.find(f"[name=page-{press.id}-position]").attributes["value"] == "1"
    assert not page.find(f"[name=page-{imprint.id}-position]").attributes["value"]
    owner.post("/admin/settings/header", data=sent | {"is_header_automatic": "y"})
    assert owner.get("/").texts(".pages a") == ["About", "Imprint", "Press"]


def test_what_nobody_can_see_is_left_out(owner: Reader) -> None:
    sent = fields(owner, "general") | {"title": "Ink\x00 and\x1b paper"}
    owner.post("/admin/settings/general", data=sent)
    assert owner.get("/").texts(".masthead .name") == ["Ink and paper"]


def test_a_place_is_a_number(owner: Reader, page: Post) -> None:
    name = f"page-{page.id}-position"
    for typed in ("first", "0", "1000"):
        answer = owner.post("/admin/settings/header", data={name: typed})
        assert answer.status_code == 422
        assert answer.find(f"#{name}-error").text().strip()
        assert shown(answer, name) == typed


def test_custom_css_comes_back_as_it_was_written(owner: Reader) -> None:
    css = "/* Mine */\r\n.post { color: red }\r\n"
    owner.post("/admin/settings/look", data={"accent_hue": "28", "custom_css": css})
    assert shown(owner.get("/admin/settings/look"), "custom_css").strip() == (
        "/* Mine */\n.post { color: red }"
    )


def fields(browser: Reader, group: str) -> dict[str, str]:
    """The fields of a group's form as the page shows them."""
    page = browser.get(f"/admin/settings/{group}")
    found = {}
    for node in page.html.css("main form.sheet [name]"):
        told = node.attributes
        if told.get("type") in ("checkbox", "radio") and "checked" not in told:
            continue
        found[str(told["name"])] = shown(page, str(told["name"])) or ""
    return found


def shown(page: Answer, name: str) -> str:
    nodes = page.html.css(f"main [name='{name}'], form [name='{name}']")
    node = next((one for one in nodes if "checked" in one.attributes), nodes[0])
    if node.tag == "textarea":
        return node.text()
    if node.tag == "select":
        chosen = node.css_first("option[selected]")
        return str(chosen.attributes["value"]) if chosen else ""
    return str(node.attributes.get("value") or "")


def audit() -> list[tuple[str, str]]:
    return [(line.action, line.subject) for line in db.session.scalars(select(AuditLine))]
