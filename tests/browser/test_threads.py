"""Threads in a browser: what each swap shows, says and leaves alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from blog.db import sqlite_module
from tests.stage.browsers import LiveBlog, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
Check = Callable[["Page"], None]
DAY = 24 * 60 * 60 * 1_000_000


def busiest(blog: LiveBlog) -> str:
    return blog.kinds["post with many comments"]


def tree(page: Page, selector: str) -> str:
    """What a screen reader is told of that part of the page."""
    return page.locator(selector).aria_snapshot()


def visited_before(page: Page) -> None:
    """Let this browser have been here a week before the newest comment was shown."""
    page.evaluate(
        """week => {
            const newest = parseInt(document.querySelector("[data-newest]").dataset.newest);
            const key = `comments-seen-${document.querySelector("[data-visit]").dataset.visit}`;
            sessionStorage.clear();
            localStorage.setItem(key, `${newest - week}.0`);
        }""",
        7 * DAY,
    )


def is_older_by_a_week(page: Page) -> None:
    """Let the open page know nothing of the last week, and ask for news every second."""
    page.evaluate(
        """week => {
            const news = document.querySelector(".news");
            const fresh = news.cloneNode();
            fresh.removeAttribute("data-htmx-powered");
            const since = `since=${parseInt(news.dataset.newest) - week}.0`;
            fresh.setAttribute("hx-get", news.getAttribute("hx-get").replace(/since=.*/, since));
            fresh.setAttribute("hx-trigger", "every 1s");
            news.replaceWith(fresh);
            htmx.process(fresh);
        }""",
        7 * DAY,
    )


def test_the_order_changes_in_place_and_typed_words_stay(
    sample_blog: LiveBlog, visit: Visits, assert_accessible: Check
) -> None:
    window = visit(sample_blog)
    page = window.page
    window.open(busiest(sample_blog))
    window.wait_for_htmx()
    assert_accessible(page)
    page.locator("#comment-text").fill("Half a thought")
    first = page.locator("#thread > ol > li").first.get_attribute("id")
    page.get_by_role("link", name="Newest first").press("Enter")
    expect(page.locator("#thread > ol > li").first).not_to_have_id(first or "")
    expect(page.get_by_role("status").last).to_have_text("Newest first")
    expect(page.locator("#thread")).to_be_focused()
    told = tree(page, "#thread > .orders")
    assert re.search(r'link "Oldest first"', told), told
    assert re.search(r'link "Newest first"', told), told
    expect(page.locator("#thread .orders [aria-current]")).to_have_text("Newest first")
    expect(page.locator("#comment-text")).to_have_value("Half a thought")
    assert_accessible(page)


def test_more_comments_and_folded_threads_tell_what_they_are(
    sample_blog: LiveBlog, visit: Visits, assert_accessible: Check
) -> None:
    window = visit(sample_blog)
    page = window.page
    window.open(busiest(sample_blog))
    window.wait_for_htmx()
    fold = page.locator("#thread details.replies").first
    words = fold.locator("summary").first.inner_text()
    assert words in tree(page, "#thread > ol > li:has(details) >> nth=0")
    answers = fold.locator("li").first
    fold.locator("summary").first.press("Enter")
    expect(answers).to_be_hidden()
    folded = tree(page, "#thread > ol > li:has(details) >> nth=0")
    assert words in folded
    assert "listitem" not in folded.partition(words)[2]
    more = page.get_by_role("link", name="More comments")
    if more.count():
        more.press("Enter")
        expect(page.get_by_role("status").last).to_contain_text("more comment")
        expect(page.locator("[id^=thread-]").first).to_be_focused()
    assert_accessible(page)


def test_news_is_said_politely_and_shown_where_it_is_asked_for(
    sample_blog: LiveBlog, visit: Visits, assert_accessible: Check
) -> None:
    window = visit(sample_blog)
    page = window.page
    window.open(busiest(sample_blog))
    window.wait_for_htmx()
    page.locator("#comment-text").fill("Half a thought")
    is_older_by_a_week(page)
    link = page.locator(".news a")
    expect(link).to_contain_text("new comment")
    # Nobody was disturbed: what is typed and where the reader was stay as they were.
    expect(page.locator("#comment-text")).to_be_focused()
    expect(page.locator("#comment-text")).to_have_value("Half a thought")
    words = link.inner_text()
    assert re.search(rf'status:\n\s+- link "{words}"', tree(page, "#comments")), words
    assert_accessible(page)
    link.press("Enter")
    arrived = page.locator(".arrivals")
    expect(arrived).to_be_focused()
    expect(page.get_by_role("status").last).to_have_text(words)
    assert f"{arrived.locator('.comment').count()} new" in words
    assert "See it in its place" in tree(page, ".arrivals")
    expect(page.locator("#comment-text")).to_have_value("Half a thought")
    assert_accessible(page)


def test_a_reader_who_comes_back_sees_what_is_new(
    sample_blog: LiveBlog, visit: Visits, assert_accessible: Check
) -> None:
    window = visit(sample_blog)
    page = window.page
    window.open(busiest(sample_blog))
    expect(page.locator(".since")).to_be_hidden()
    visited_before(page)
    window.open(busiest(sample_blog))
    expect(page.locator(".since")).to_contain_text("Since your last visit:")
    count = int(page.locator(".since a").inner_text().split()[0])
    assert count > 0
    assert page.locator(".comment.new .badge", has_text="New").count() <= count
    assert_accessible(page)
    page.locator(".since a").click()
    expect(page).to_have_url(re.compile("#comment-"))
    shown = page.locator(f"#{page.url.partition('#')[2]} > .comment")
    expect(shown).to_contain_text("New")


def test_a_browser_that_keeps_nothing_shows_the_page_all_the_same(
    sample_blog: LiveBlog, visit: Visits
) -> None:
    window = visit(sample_blog)
    window.page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"])
            Object.defineProperty(window, name, { get() { throw new DOMException("no"); } });"""
    )
    window.open(busiest(sample_blog))
    window.wait_for_htmx()
    expect(window.page.locator(".since")).to_be_hidden()
    expect(window.page.locator(".comment").first).to_be_visible()


def test_a_blog_that_does_not_answer_the_watch_is_not_complained_about(
    live_blog: LiveBlog, visit: Visits
) -> None:
    window = visit(live_blog)
    page = window.page
    window.open(busiest(live_blog))
    window.wait_for_htmx()
    is_older_by_a_week(page)
    expect(page.locator(".news a")).to_be_visible()
    told = page.locator(".news").inner_html()
    with closing(sqlite_module().connect(str(live_blog.data_dir / "octavo.db"))) as database:
        database.execute("UPDATE post SET status = 'trashed'")
        database.commit()
    page.wait_for_event("response", lambda answer: "/news" in answer.url and answer.status == 404)
    page.wait_for_event("response", lambda answer: "/news" in answer.url and answer.status == 404)
    assert page.locator(".news").inner_html() == told
    assert page.locator("#announcer").inner_text() == ""
    assert all(path.startswith("/comments/") for _, path in window.refused)
    window.refused.clear()
