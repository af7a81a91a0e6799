"""The whole job in a real browser: with and without JavaScript, and with a CDN that is silent."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from blog.db import sqlite_module
from tests.stage.browsers import LiveBlog, Visit, show_at_once

pytestmark = pytest.mark.browser

WAYS: dict[str, dict[str, Any]] = {
    "with JavaScript": {},
    "without JavaScript": {"javascript": False},
    "with the CDN blocked": {"cdn": "blocked"},
}
TITLE = "Seven blues that a press can hold"
# What the walk leaves in the database, on every way: (name, e-mail, text, html, state, depth).
COMMENT = ("Rosa", "rosa@example.org", "A *linocut* hedgehog.", "approved", 0)
REPLY = ("Emil", "", "Mine had five legs.", "approved", 1)


@pytest.mark.parametrize("way", WAYS)
def test_a_reader_reads_answers_and_finds_more(
    live_blog: LiveBlog, visit: Callable[..., Visit], way: str
) -> None:
    walk(live_blog, visit(live_blog, **WAYS[way]), swaps=way == "with JavaScript")


@pytest.mark.parametrize("javascript", [True, pytest.param(False, marks=pytest.mark.proof)])
def test_the_same_works_under_a_sub_path(
    blog_under_a_path: LiveBlog, visit: Callable[..., Visit], javascript: bool
) -> None:
    window = visit(blog_under_a_path, javascript=javascript)
    walk(blog_under_a_path, window, swaps=javascript)


def walk(blog: LiveBlog, window: Visit, *, swaps: bool) -> None:
    """Read, comment, reply and find more; then hold what that left in the database."""
    show_at_once(blog)
    before = comments(blog)

    open_home_and_load_older_posts(window, swaps)
    open_the_post(window)
    comment(window, swaps)
    reply(window, swaps)
    switch_popular_range(window, swaps)
    follow_a_label(window)

    rows = comments(blog)[len(before) :]
    assert [row[3:] for row in rows] == [COMMENT, REPLY]
    (first, *_), (_, post, parent, *_) = rows
    assert parent == first
    assert post == rows[0][1]
    assert window.page.locator("h1").count() == 1


def open_home_and_load_older_posts(window: Visit, swaps: bool) -> None:
    page = window.page
    window.open("/")
    listed = page.locator("#stream > article")
    first_page = listed.count()
    title = listed.first.locator("h2").inner_text()
    page.get_by_role("link", name="Older posts").click()
    expect(page).to_have_url(re.compile(r"/\?before="))
    if swaps:
        expect(page.locator("#stream > article")).not_to_have_count(first_page)
        expect(listed.first.locator("h2")).to_have_text(title)
    else:
        expect(page.get_by_role("heading", level=1, name="Older posts")).to_be_visible()
    page.go_back()
    expect(listed).to_have_count(first_page)
    expect(listed.first.locator("h2")).to_have_text(title)


def open_the_post(window: Visit) -> None:
    window.page.locator("#stream").get_by_role("link", name=TITLE, exact=True).click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text(TITLE)


def comment(window: Visit, swaps: bool) -> None:
    page = window.page
    form = page.locator("#comment-form")
    name, email, text, *_ = COMMENT
    form.get_by_label("Name").fill(name)
    form.get_by_text("E-mail, website and more").click()
    form.get_by_label("E-mail").fill(email)
    form.get_by_label("Comment", exact=True).fill(text)
    stamp(page)
    form.get_by_role("button", name="Publish comment").click()
    written = page.locator(".comment", has_text="hedgehog")
    expect(written).to_be_visible()
    expect(written.locator("em")).to_have_text("linocut")
    expect(written.locator(".badge", has_text="You")).to_be_visible()
    assert is_same_document(page) == swaps
    if swaps:
        expect(page.locator("#announcer")).to_have_text("Your comment is published.")
        assert "hedgehog" in page.evaluate("document.activeElement.innerText")


def reply(window: Visit, swaps: bool) -> None:
    page = window.page
    name, _, text, *_ = REPLY
    page.locator(".comment", has_text="hedgehog").get_by_role("link", name="Reply").click()
    form = page.locator("form[id^=comment-form-]")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Comment", exact=True).fill(text)
    stamp(page)
    form.get_by_role("button", name="Publish comment").click()
    expect(page.locator(".comment", has_text="five legs")).to_be_visible()
    assert is_same_document(page) == swaps
    assert window.path().startswith("/20"), "the reader is still at the post"


def switch_popular_range(window: Visit, swaps: bool) -> None:
    page = window.page
    stamp(page)
    page.locator(".popular, #ranking").get_by_role("link", name="Year").click()
    tab = page.locator(":is(.popular, #ranking) a[aria-current=true]")
    expect(tab).to_have_text("Year")
    assert is_same_document(page) == swaps
    if swaps:
        expect(tab).to_be_focused()
    else:
        expect(page).to_have_url(f"{window.base}/popular?range=year")
        page.go_back()


def follow_a_label(window: Visit) -> None:
    page = window.page
    label = page.locator("article .labels a").first
    name = label.inner_text()
    label.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.get_by_role("link", name=TITLE, exact=True).first).to_be_visible()


def stamp(page: Page) -> None:
    """Mark the document, so that a swap can be told from a new page."""
    page.locator("body").evaluate("body => body.setAttribute('data-stamp', 'x')")


def is_same_document(page: Page) -> bool:
    return page.locator("body[data-stamp]").count() == 1


def comments(blog: LiveBlog) -> list[tuple[Any, ...]]:
    """(id, post, parent, name, e-mail, text, state, depth) of every comment, oldest first."""
    columns = "id, post_id, parent_id, author_name, author_email, source, state, depth"
    with closing(sqlite_module().connect(str(blog.data_dir / "octavo.db"))) as connection:
        return list(connection.execute(f"SELECT {columns} FROM comment ORDER BY id"))
