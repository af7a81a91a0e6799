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

REASONS: list[dict[str, object]] = [
    {"why": "first", "approved": 0, "needed": 1},
    {"why": "links", "links": 2},
    {"why": "carries"},
    {"why": "unstamped"},
]


@pytest.fixture
def window(live_blog: LiveBlog, visit: Callable[..., Visit]) -> Visit:
    """The owner's window on three comments that wait."""
    with closing_app(config_of(live_blog)) as app, app.app_context(), writing():
        post = db.session.scalars(select(Post).filter_by(kind="post", status="published")).first()
        assert post is not None
        for name in ("Ada", "Bea", "Cleo"):
            add_comment(
                post, name=name, source=f"{name} says so.", state="pending", verdict="pending",
                reasons=REASONS, spam_probability=0.4, network_key="f00f",
            )  # fmt: skip
    window = visit(live_blog)
    let_in(window, live_blog)
    window.open("/admin/comments/")
    window.wait_for_htmx()
    return window


@pytest.fixture
def queue(window: Visit) -> Page:
    """The page in that window."""
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
    expect(queue.locator("#tabs [aria-current]")).to_have_text("Pending 2")
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
    expect(queue.locator(".notice.done p")).to_have_text("Marked as spam.")
    expect(queue.locator(".empty")).to_contain_text("Nothing waits for you")


def test_trust_and_a_block_are_told_and_taken_back_by_keyboard(
    queue: Page, assert_accessible: Callable[[Page], None]
) -> None:
    entries, told = queue.locator("[data-entry]"), queue.locator("#announcer")
    entries.first.locator(".why summary").click()
    entries.first.locator(".more summary").click()
    expect(entries.first.get_by_role("button", name="Block this network")).to_be_visible()
    seen = entries.first.aria_snapshot()
    for words in ("Held · Spam: 40 %", "No comment by this person", "1 more reason", "stamp"):
        assert words in seen
    assert_accessible(queue)
    entries.first.get_by_role("checkbox").focus()
    queue.keyboard.press("t")
    expect(told).to_have_text("Approved, and this person is trusted from now on.")
    expect(entries.nth(1)).to_be_focused()
    queue.keyboard.press("b")
    expect(told).to_have_text("Marked as spam, and its network is blocked for a day.")
    expect(entries.nth(2)).to_be_focused()
    assert 'button "Undo : Cleo"' in entries.first.aria_snapshot()
    assert_accessible(queue)
    for place in (1, 0):
        queue.keyboard.press("k")
        expect(entries.nth(place)).to_be_focused()
        queue.keyboard.press("u")
        expect(told).to_have_text("Undone.")
        expect(entries.nth(place)).to_be_focused()
        expect(entries.nth(place).get_by_role("checkbox")).to_be_visible()
        assert "Held · Spam: 40 %" in entries.nth(place).aria_snapshot()
    assert_accessible(queue)


def test_what_was_done_to_several_is_taken_back_by_one_button(queue: Page) -> None:
    queue.get_by_label("All on this page").check()
    queue.get_by_role("button", name="Mark as spam").first.click()
    queue.get_by_role("button", name="Undo (3)").click()
    expect(queue.locator(".notice.done")).to_have_text("Undone.")
    expect(queue.locator("[data-entry]")).to_have_count(3)


def test_a_text_is_tried_out_in_place(
    window: Visit, queue: Page, assert_accessible: Callable[[Page], None]
) -> None:
    told = queue.locator("#announcer")
    queue.get_by_role("link", name="Rules").click()
    queue.get_by_role("link", name="Try a text").click()
    queue.get_by_role("button", name="What would happen?").click()
    expect(told).to_have_text("Nothing was tried. Please see what is wrong.")
    assert_accessible(queue)
    assert [status for status, _path in window.refused] == [422]
    window.refused.clear()
    queue.get_by_label("Text, name, website or e-mail").fill("Some paper.")
    queue.get_by_role("button", name="What would happen?").click()
    expect(told).to_have_text("No rule meets it.")
    expect(queue.locator("#trial-result")).to_be_focused()
    expect(queue.get_by_label("Text, name, website or e-mail")).to_have_value("Some paper.")
    assert_accessible(queue)
