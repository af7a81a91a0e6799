"""Commenting in a real browser with htmx: what is swapped, where the focus goes, what is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from blog.config import Config
from blog.db import writing
from blog.site.actions import change_setting
from tests.stage.browsers import LiveBlog, Visit, show_at_once
from tests.stage.databases import closing_app

pytestmark = pytest.mark.browser

TITLE = "What was the first thing you ever printed?"


@pytest.fixture
def window(live_blog: LiveBlog, visit: Callable[..., Visit]) -> Visit:
    """A window on a post with a long discussion, where everybody may speak at once."""
    show_at_once(live_blog)
    window = visit(live_blog)
    window.open("/search?q=printed")
    window.page.get_by_role("link", name=TITLE, exact=True).first.click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text(TITLE)
    window.wait_for_htmx()
    return window


@pytest.fixture
def change_limit(live_blog: LiveBlog) -> Callable[[int], None]:
    """Sets how many threads a page of the running blog shows."""

    def change(threads: int) -> None:
        config = Config(data_dir=live_blog.data_dir, secret_key="x" * 20)
        with closing_app(config) as app, app.app_context(), writing():
            change_setting("threads_per_page", threads)

    return change


def fill(form: Locator, **fields: str) -> None:
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button", name="Publish comment").click()


def test_a_reply_is_mended_and_sent_without_leaving_the_page(
    window: Visit, assert_accessible: Callable[[Any], None]
) -> None:
    page, address = window.page, window.page.url
    announcer = page.locator("#announcer")
    page.get_by_role("link", name="Reply to Billie").click()
    form = page.locator("form[id^=comment-form-]")
    expect(form.get_by_label("Comment", exact=True)).to_be_focused()
    assert_accessible(page)
    form.get_by_text("E-mail, website and more").click()
    fill(form, name="Nils", text="A reply **by** browser", email="nils@home")
    expect(form.get_by_label("E-mail (optional)")).to_be_focused()
    expect(announcer).to_have_text("Your comment was not sent. Please see what is wrong.")
    expect(form.get_by_label("Comment", exact=True)).to_have_value("A reply **by** browser")
    assert_accessible(page)
    assert window.refused.pop()[0] == 422
    fill(form, email="")
    written = page.locator("li:focus")
    expect(written.locator(".body")).to_have_text("A reply by browser")
    expect(written.locator(".badge")).to_have_text("You")
    expect(announcer).to_have_text("Your comment is published.")
    expect(page.locator("form[id^=comment-form-]")).to_have_count(0)
    assert page.url == address
    assert_accessible(page)


def test_more_comments_come_to_the_end_and_take_the_focus(
    window: Visit, change_limit: Callable[[int], None]
) -> None:
    change_limit(5)
    page = window.page
    page.reload()
    window.wait_for_htmx()
    page.get_by_role("link", name="More comments").click()
    expect(page.locator("#comments [data-announce$='more comments']")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("more comments")
    assert page.locator("#comments ol.thread").count() >= 2
    fill(page.locator("#comment-form"), name="Far", text="Far from its place")
    expect(page.locator(".yours:focus .body")).to_have_text("Far from its place")
    page.get_by_role("link", name="See it in its place").click()
    expect(page.locator("li:target .body")).to_have_text("Far from its place")


def test_a_blog_that_does_not_answer_is_told_and_the_text_stays(window: Visit) -> None:
    page = window.page
    form = page.locator("#comment-form")
    page.route("**/comments/*", lambda route: route.abort())
    fill(form, name="Nils", text="Not lost")
    announcer = page.locator("#announcer.trouble")
    expect(announcer).to_contain_text("The blog did not answer.")
    expect(form.get_by_label("Comment", exact=True)).to_have_value("Not lost")
    assert "Failed to fetch" in window.problems.pop()
    page.unroute("**/comments/*")
    page.route("**/comments/*", lambda route: route.fulfill(status=503, body="busy"))
    fill(form)
    expect(announcer).to_contain_text("The blog did not answer.")
    expect(form.get_by_label("Comment", exact=True)).to_have_value("Not lost")
    assert window.refused.pop()[0] == 503
