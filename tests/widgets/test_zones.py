"""Where widgets stand on which pages, and what of them a phone shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.posts.models import Post
from blog.posts.previews import new_token
from blog.widgets.placements import Placement
from tests.stage.reader import Reader

Arrange = Callable[..., None]

ZONES = {"top": ".opening", "below": ".frame", "side": ".aside", "footer": ".foot"}


@pytest.mark.sqlite
def test_each_zone_has_its_place_and_its_pages(
    reader: Reader, make_post: Callable[..., Post], arrange: Arrange
) -> None:
    make_post()
    post = make_post(labels=["Paper"])
    page = make_post(title="About", kind="page")
    arrange(*(Placement(n, "archive", zone) for n, zone in enumerate(ZONES, 1)))
    found = {
        "/": ["top", "side", "footer"],
        str(post.path): ["below", "side", "footer"],
        str(page.path): ["below", "side", "footer"],
        "/label/paper": ["side", "footer"],
        "/popular": ["side", "footer"],
    }
    for address, zones in found.items():
        answer = reader.get(address)
        shown = [zone for zone, place in ZONES.items() if answer.html.css(f"{place} > .archive")]
        assert shown == zones, address


@pytest.mark.sqlite
def test_a_widget_stands_on_the_pages_that_it_is_kept_to(
    reader: Reader, make_post: Callable[..., Post], arrange: Arrange
) -> None:
    post = make_post(labels=["Paper"])
    page = make_post(title="About", kind="page")
    addresses = {
        "home": "/", "posts": str(post.path), "pages": str(page.path), "labels": "/label/paper",
        "": "/search",
    }  # fmt: skip
    for kept_to in ("home", "posts", "pages", "labels"):
        arrange(Placement(1, "archive", "side", shown_on=(kept_to,)))
        for kind, address in addresses.items():
            assert bool(reader.get(address).html.css("aside")) == (kind == kept_to), kind


@pytest.mark.sqlite
def test_order_title_and_phones_are_the_arrangements(
    reader: Reader, make_post: Callable[..., Post], arrange: Arrange
) -> None:
    make_post(labels=["Paper"])
    arrange(
        Placement(1, "labels", "side", title="My <own> words", is_on_phone=False),
        Placement(2, "archive", "side"),
    )
    page = reader.get("/")
    assert page.texts(".aside h2") == ["My <own> words", "Archive"]
    assert [node.id for node in page.html.css(".no-phone")] == ["widget-1"]


@pytest.mark.sqlite
def test_the_style_of_rarer_widgets_is_fetched_only_where_one_stands(
    reader: Reader, make_post: Callable[..., Post], arrange: Arrange
) -> None:
    post = make_post()

    def links(address: str) -> int:
        return len(reader.get(address).html.css("link[href*='css/widgets']"))

    assert (links("/"), links(str(post.path))) == (0, 0)
    arrange(Placement(1, "recent", "top"))
    assert (links("/"), links(str(post.path))) == (1, 0)


@pytest.mark.sqlite
def test_previews_have_the_zones_of_the_post(
    app: Flask, reader: Reader, make_post: Callable[..., Post], draft: Post, arrange: Arrange
) -> None:
    make_post()
    arrange(*(Placement(n, "archive", zone) for n, zone in enumerate(ZONES, 1)))
    with app.app_context():
        token, _ = new_token(draft.id)
    page = reader.get(f"/preview/{token}")
    assert page.texts("h1") == [draft.title]
    assert len(page.html.css(".widget.archive")) == 3
