"""The library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask

from blog.db import db, now, writing
from blog.media.models import Media
from blog.posts.models import Post
from tests.stage.reader import Reader

MakeMedia = Callable[..., Media]


@pytest.fixture
def make_media(app: Flask) -> MakeMedia:
    """Makes rows of pictures, each newer than the last; the files are not there."""
    numbers = count(1)

    def make(**columns: Any) -> Media:
        number = next(numbers)
        given = {
            "name": f"{number:032x}.webp", "type": "image/webp", "bytes": 1000, "width": 800,
            "height": 600, "widths": [480], "alt": f"Picture {number}",
            "created_at": now() - timedelta(days=1) + timedelta(minutes=number),
        } | columns  # fmt: skip
        with app.app_context(), writing():
            made = Media(**given)
            db.session.add(made)
            db.session.flush()
            db.session.refresh(made)
            db.session.expunge(made)
            return made

    return make


def test_an_empty_library_says_what_to_do(sign_in: Callable[..., Reader]) -> None:
    page = sign_in("contributor").get("/admin/media/")
    assert "There is no picture yet. Choose some above" in page.text
    assert not page.html.css(".filter")


def test_the_newest_stand_first_page_by_page(
    sign_in: Callable[..., Reader], make_media: MakeMedia
) -> None:
    for _ in range(30):
        make_media()
    owner = sign_in("owner")
    first = owner.get("/admin/media/?q=picture")
    assert first.texts(".tile .words")[:2] == ["Picture 30", "Picture 29"]
    older = first.find(".turn a").attributes["href"]
    second = owner.get(older)
    assert second.texts(".tile .words") == [f"Picture {n}" for n in range(6, 0, -1)]
    assert not second.html.css(".turn a")


def test_a_picture_without_a_description_shows_that(
    sign_in: Callable[..., Reader], make_media: MakeMedia
) -> None:
    make_media()
    make_media(alt="")
    owner = sign_in("owner")
    assert owner.get("/admin/media/").texts(".tile .words") == ["No description", "Picture 1"]
    missing = owner.get("/admin/media/?show=undescribed")
    assert missing.texts(".tile .words") == ["No description"]


def test_it_is_searched_by_file_name_and_description(
    sign_in: Callable[..., Reader], make_media: MakeMedia
) -> None:
    make_media(filename="Harbour.JPG", alt="")
    make_media(alt="The HARBOUR at dawn")
    make_media(alt="100 % wool")
    owner = sign_in("owner")
    assert len(owner.get("/admin/media/?q=harbour").html.css(".tile")) == 2
    assert owner.get("/admin/media/?q=%25").texts(".tile .words") == ["100 % wool"]
    nothing = owner.get("/admin/media/?q=_%00")
    assert not nothing.html.css(".tile")
    assert "No picture fits." in nothing.text


def test_one_finds_ones_own(sign_in: Callable[..., Reader], make_media: MakeMedia) -> None:
    author = sign_in("author")
    assert author.who
    make_media(alt="Of somebody else")
    make_media(alt="Mine", user_id=author.who.id)
    assert author.get("/admin/media/?show=mine").texts(".tile .words") == ["Mine"]


def test_the_unused_are_those_in_no_text_and_of_no_post(
    sign_in: Callable[..., Reader], make_media: MakeMedia, make_post: Callable[..., Post],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("blog.admin.media.queries.STEP", 2)
    shown, small, led, *_ = [make_media() for _ in range(6)]
    make_post(source=f"![]({shown.address})", status="draft")
    make_post(source=f"![](/media/{small.small})")
    make_post(featured_id=led.id)
    monkeypatch.setattr("blog.admin.media.routes.PICTURES_PER_PAGE", 2)
    owner = sign_in("owner")
    first = owner.get("/admin/media/?show=unused")
    assert first.texts(".tile .words") == ["Picture 6", "Picture 5"]
    second = owner.get(str(first.find(".turn a").attributes["href"]))
    assert second.texts(".tile .words") == ["Picture 4"]


@pytest.mark.parametrize("path", ["/admin/media/?before=x", "/admin/media/999"])
def test_what_is_not_there_is_missing(sign_in: Callable[..., Reader], path: str) -> None:
    assert sign_in("owner").get(path).status_code == 404


def test_the_library_takes_few_queries_however_many_pictures(
    sign_in: Callable[..., Reader], make_media: MakeMedia, count_queries: Callable[[], Any]
) -> None:
    for _ in range(24):
        make_media()
    owner = sign_in("owner")
    owner.get("/admin/media/")
    with count_queries() as queries:
        owner.get("/admin/media/")
    assert len(queries) <= 4, queries


def test_a_post_chooses_among_the_newest_and_keeps_its_choice(
    sign_in: Callable[..., Reader], make_media: MakeMedia
) -> None:
    for _ in range(30):
        make_media()
    browser = sign_in("contributor").htmx
    answer = browser.get("/admin/media/choices?featured=1")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    radios = answer.html.css("input[type=radio][name=featured][form=editor]")
    values = [node.attributes["value"] for node in radios]
    assert values == ["", "1", *(str(n) for n in range(30, 6, -1))]
    assert answer.find("input[checked]").attributes["value"] == "1"
    found = browser.get("/admin/media/choices?q=picture+30&featured=1")
    assert [n.attributes["value"] for n in found.html.css("[type=radio]")] == ["", "1", "30"]


@pytest.mark.sqlite
@pytest.mark.parametrize("number", ["", "x", "-1", "99999999999", "²", "0"])
def test_no_choice_is_a_choice(sign_in: Callable[..., Reader], number: str) -> None:
    answer = sign_in("author").get("/admin/media/choices", query_string={"featured": number})
    assert answer.status_code == 200
    assert answer.find("input[checked]").attributes["value"] == ""
