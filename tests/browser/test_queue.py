"""The queue of comments by keyboard: acts, focus, what is told, and no key outside of the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from blog.comments.actions import add_comment
from blog.db import db, writing
from blog.posts.models import Post
from tests.stage.admin import config_of, let_in
from tests.stage.browsers import LiveBlog, Visit
from tests.stage.databases import closing_app

pytestmark = pytest.mark.browser


@pytest.fixture
def queue(live_blog: LiveBlog, visit: Callable[..., Visit]) -> Page:
    """The owner's window on three comments that wait."""
    with closing_app(config_of(live_blog)) as app, app.app_context(), writing():
        post = db.session.scalars(select(Post).filter_by(kind="post", status="published")).first()
        assert post is not None
        for name in ("Ada", "Bea", "Cleo"):
            add_comment(post, name=name, source=f"{name} says so.", state="pending")
    window = visit(live_blog)
    let_in(window, live_blog)
    window.open("/admin/comments/")
    window.wait_for_htmx()
    return window.page


def test_comments_are_looked_after_by_keyboard(
    queue: Page, assert_accessible: Callable[[Page], None]
) -> None:
    entries, told = queue.locator("[data-entry]"), queue.locator("#announcer")
    queue.locator("h1").click()
    for key in "asd":
        queue.keyboard.press(key)
    entries.first.get_by_role("checkbox").focus()
    queue.keyboard.press("j")
    queue.keyboard.press("k")
    expect(entries.first).to_be_focused()
    assert queue.locator("[data-acted]").count() == 0  # Keys outside of the list did nothing.
    queue.keyboard.press("s")
    expect(told).to_have_text("Marked as spam.")
    expect(entries.nth(1)).to_be_focused()
    queue.keyboard.press("r")
    expect(queue.locator("textarea")).to_be_focused()
    queue.keyboard.type("jads?")
    assert_accessible(queue)
    queue.get_by_role("button", name="Approve and reply").click()
    expect(told).to_have_text("Your reply is published.")
    expect(entries.nth(2)).to_be_focused()
    queue.keyboard.press("k")
    queue.keyboard.press("k")
    queue.keyboard.press("u")
    expect(told).to_have_text("Undone.")
    expect(entries.first).to_be_focused()
    queue.keyboard.press("?")
    expect(queue.locator("#keys summary")).to_be_focused()
    assert_accessible(queue)


def test_all_on_the_page_are_ticked_at_once(queue: Page) -> None:
    queue.get_by_label("All on this page").check()
    queue.get_by_role("button", name="Mark as spam").first.click()
    expect(queue.locator(".notice.done")).to_have_text("Marked as spam.")
    expect(queue.locator(".empty")).to_contain_text("Nothing waits for you")
