"""A widget can fail; the page around it cannot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from blog.config import Config
from blog.db import db
from blog.posts.models import Post
from blog.widgets import WIDGETS
from tests.stage.reader import Reader

Break = Callable[[str, Callable[[int | None], str]], None]


@pytest.fixture
def break_widget() -> Iterator[Break]:
    """Lets a widget do something else than it should, until the test ends."""
    whole = dict(WIDGETS)

    def put(name: str, render: Callable[[int | None], str]) -> None:
        WIDGETS[name] = replace(WIDGETS[name], render=render)

    yield put
    WIDGETS.update(whole)


def raises(post_id: int | None) -> str:
    raise ZeroDivisionError


def asks_nonsense(post_id: int | None) -> str:
    db.session.execute(text("SELECT nothing FROM nowhere"))
    return ""


@pytest.mark.parametrize("fault", [raises, asks_nonsense])
@pytest.mark.parametrize("name", ["popular", "labels", "archive"])
def test_a_failing_widget_leaves_a_link_and_an_otherwise_whole_page(
    reader: Reader,
    make_post: Callable[..., Post],
    break_widget: Break,
    caplog: pytest.LogCaptureFixture,
    name: str,
    fault: Callable[[int | None], str],
) -> None:
    post = make_post(labels=["Paper"])
    make_post()
    whole = {"popular": "#ranking", "labels": "#labels", "archive": "#archive"}
    broken = whole.pop(name)
    break_widget(name, fault)
    for address in ("/", str(post.path)):
        with caplog.at_level(logging.ERROR):
            answer = reader.get(address)
        assert answer.status_code == 200
        assert answer.find(f"#placeholder-{name} a")
        assert not answer.html.css(broken)
        assert all(answer.html.css(selector) for selector in whole.values())
    assert f"'widget': '{name}'" in caplog.text


def test_a_widget_that_mends_is_whole_again(
    reader: Reader, post: Post, break_widget: Break
) -> None:
    working = WIDGETS["archive"].render
    break_widget("archive", raises)
    placeholder = reader.get("/").find("#placeholder-archive")
    address = str(placeholder.attributes["hx-get"])
    assert reader.htmx.get(address).status_code == 500
    break_widget("archive", working)
    assert reader.htmx.get(address).find("#archive")


def test_pages_without_inline_widgets_leave_them_to_their_own_addresses(
    config: Config,
    make_app: Callable[[Config], Flask],
    make_post: Callable[..., Post],
    reader: Reader,
    post: Post,
) -> None:
    make_post()
    lean = Reader(make_app(replace(config, inline_widgets=False)))
    page = lean.get(str(post.path))
    assert len(page.html.css(".placeholder")) == 3
    for place in page.html.css(".placeholder"):
        fragment = reader.htmx.get(str(place.attributes["hx-get"]))
        assert fragment.status_code == 200
        assert fragment.headers["X-Robots-Tag"] == "noindex"


def test_an_unknown_widget_is_not_found(reader: Reader) -> None:
    assert reader.get("/widgets/weather").status_code == 404
