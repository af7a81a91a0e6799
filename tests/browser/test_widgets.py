"""Placeholders in a real browser: they fetch what they stand for, and end with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import expect

from tests.stage.browsers import LiveBlog, Visit, serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lean_blog(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveBlog]:
    """The sample blog, its widgets left to their own addresses."""
    folder = copytree(sample_folder, tmp_path_factory.mktemp("lean") / "var")
    yield from serve(folder, BLOG_INLINE_WIDGETS="false")


def test_every_widget_comes_by_itself(
    lean_blog: LiveBlog,
    visit: Callable[..., Visit],
    assert_accessible: Callable[[object], None],
) -> None:
    window = visit(lean_blog)
    page = window.page
    for path in ("/", lean_blog.kinds["post"]):
        window.open(path)
        window.wait_for_htmx()
        expect(page.locator(".placeholder")).to_have_count(0)
        expect(page.locator(".widget.archive details").first).to_be_visible()
        assert_accessible(page)


def test_an_empty_widget_takes_its_placeholder_away(
    lean_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(lean_blog)
    page = window.page
    page.route(re.compile(r"/widgets/5\b"), lambda route: route.fulfill(body="", status=200))
    window.open("/")
    window.wait_for_htmx()
    expect(page.locator(".widget.labels:not(.placeholder)")).to_be_visible()
    expect(page.locator("#widget-5")).to_have_count(0)


def test_a_widget_that_was_removed_meanwhile_goes_in_silence(
    lean_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(lean_blog)
    page = window.page
    page.route(
        re.compile(r"/widgets/5\b"), lambda route: route.continue_(url=f"{window.base}/widgets/99")
    )
    window.open("/")
    window.wait_for_htmx()
    expect(page.locator("#widget-5")).to_have_count(0)
    expect(page.locator(".aside [role=alert]")).to_have_count(0)
    expect(page.locator("#announcer")).to_be_empty()
    window.refused.clear()


def test_a_widget_that_fails_keeps_its_link_in_silence_and_comes_when_it_is_whole(
    lean_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(lean_blog)
    page = window.page
    page.clock.install()
    page.route(re.compile(r"/widgets/5\b"), lambda route: route.fulfill(body="x", status=503))
    window.open("/")
    window.wait_for_htmx()
    expect(page.locator(".widget.labels:not(.placeholder)")).to_be_visible()
    expect(page.locator("#widget-5.placeholder a")).to_be_visible()
    expect(page.locator("#announcer")).to_be_empty()
    page.unroute(re.compile(r"/widgets/5\b"))
    page.clock.run_for(10_500)
    expect(page.locator("#widget-5 details").first).to_be_visible()
    window.refused.clear()


def test_without_javascript_placeholders_are_links(
    lean_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(lean_blog, javascript=False)
    page = window.page
    window.open("/")
    places = page.locator(".placeholder a")
    addresses = [str(link.get_attribute("href")) for link in places.all()]
    assert addresses
    for address in addresses:
        answer = page.goto(window.base + address)
        assert answer
        assert answer.ok
