"""Each widget at its own address, and placeholders that lead there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from blog.config import Config
from blog.posts.models import Post
from blog.widgets.breaker import REST
from tests.stage.faults import Break, Clock, hangs, raises
from tests.stage.reader import Reader


def test_pages_without_inline_widgets_leave_them_to_their_own_addresses(
    config: Config,
    make_app: Callable[[Config], Flask],
    make_post: Callable[..., Post],
    reader: Reader,
    count_queries: Callable[..., object],
) -> None:
    make_post()
    post = make_post(labels=["Paper"])
    whole = reader.get(str(post.path))
    page = Reader(make_app(replace(config, inline_widgets=False))).get(str(post.path))
    places = page.html.css(".placeholder")
    assert [place.id for place in places] == ["widget-2", "widget-4", "widget-5", "widget-1"]
    for place in places:
        assert place.css_first("a[href]")
        with count_queries() as asked:  # type: ignore[attr-defined]
            fragment = reader.htmx.get(str(place.attributes["hx-get"]))
        assert fragment.headers["X-Robots-Tag"] == "noindex"
        assert fragment.text in whole.text
        assert len(asked) <= 3


@pytest.mark.parametrize("fault", [raises, hangs])
def test_the_address_of_a_failing_widget_says_when_to_ask_again(
    reader: Reader, post: Post, break_kind: Break, clock: Clock, fault: Callable[[], str]
) -> None:
    broken = break_kind("archive", fault)
    address = str(reader.get("/").find("#widget-5").attributes["hx-get"])
    clock.moment += REST / 2
    for client in (reader.htmx, reader):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(broken.calls) == 1
    broken.mend()
    clock.moment += REST / 2
    assert reader.htmx.get(address).find("section#widget-5 h2")


@pytest.mark.sqlite
def test_an_address_that_no_page_asks_for_is_not_found(reader: Reader, post: Post) -> None:
    for address in ("weather", "99", "5?post=0", "5?post=x", f"5?post={2**31}", f"5?post={9**99}"):
        assert reader.get(f"/widgets/{address}").status_code == 404, address


@pytest.mark.sqlite
def test_a_widget_with_nothing_to_show_is_nothing(reader: Reader, post: Post) -> None:
    answer = reader.htmx.get("/widgets/2")
    assert (answer.status_code, answer.data) == (200, b"")
