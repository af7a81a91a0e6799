"""Commenting as a person does: what the screen shows and what a screen reader says after each step.

Everything goes with scripts and without; a comment by somebody new waits until it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.stage.browsers import LiveBlog, Visit, fits, show_at_once

pytestmark = pytest.mark.browser

TITLE = "What was the first thing you ever printed?"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
ARABIC = "ليلى بنت يوسف"


def opened(window: Visit) -> Visit:
    """The window, on a post with a long discussion."""
    window.open("/search?q=printed")
    window.page.get_by_role("link", name=TITLE, exact=True).first.click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return window


def fill(form: Locator, **fields: str) -> None:
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)


def press(form: Locator, button: str) -> None:
    form.get_by_role("button", name=button).click()


def test_from_the_first_word_to_the_last_without_leaving_the_page(
    live_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Callable[[Any], None]
) -> None:
    window = opened(visit(live_blog, width=390))
    window.wait_for_htmx()
    page = window.page
    page.evaluate("document.body.id = 'same-document'")
    form, announcer = page.locator("#comment-form"), page.locator("#announcer")
    expect(form.locator("[name=stamp]")).to_have_count(0)
    form.get_by_label("Comment", exact=True).click()
    expect(form.locator("[name=stamp]")).to_have_count(1)
    expect(form.get_by_label("Comment", exact=True)).to_be_focused()

    fill(form, name=ARABIC, text=f"**Bold** and {LONG}")
    press(form, "Preview")
    expect(form.locator(".preview strong")).to_have_text("Bold")
    expect(form.get_by_role("button", name="Preview")).to_be_focused()
    expect(announcer).to_have_text("This is how your comment will look. It is not sent yet.")
    assert "This is how your comment will look." in form.aria_snapshot()
    assert fits(page)
    assert_accessible(page)

    fill(form, text="   ")
    press(form, "Publish comment")
    expect(form.get_by_label("Comment", exact=True)).to_be_focused()
    expect(announcer).to_have_text("Your comment was not sent. Please see what is wrong.")
    assert window.refused.pop()[0] == 422
    expect(form.locator("[name=stamp]")).to_have_count(1)
    assert "Please write a comment." in form.aria_snapshot()
    assert_accessible(page)

    fill(form, text=f"**Bold** and {LONG}")
    press(form, "Publish comment")
    mine = page.locator(".yours")
    expect(mine).to_be_focused()
    expect(announcer).to_have_text("Your comment waits until somebody has read it.")
    told = mine.aria_snapshot()
    for words in ("Your comment waits until", "Only you see it here.", ARABIC, "Edit", "Delete"):
        assert words in told
    assert fits(page)
    assert_accessible(page)

    mine.get_by_role("link", name="Edit").click()
    text = mine.get_by_label("Comment", exact=True)
    expect(text).to_be_focused()
    assert_accessible(page)
    text.fill(" ")
    press(mine, "Save comment")
    expect(mine.get_by_label("Comment", exact=True)).to_be_focused()
    expect(announcer).to_have_text("Your comment was not changed. Please see what is wrong.")
    assert window.refused.pop()[0] == 422
    mine.get_by_label("Comment", exact=True).fill("Calmer *now*")
    press(mine, "Save comment")
    expect(mine.locator(".body em")).to_have_text("now")
    expect(announcer).to_have_text("Your comment is changed. It waits until somebody has read it.")
    expect(mine.locator("[data-announce]")).to_be_focused()
    assert "edited" in mine.aria_snapshot()
    assert_accessible(page)

    mine.get_by_role("link", name="Delete").click()
    button = mine.get_by_role("button", name="Delete comment")
    expect(button).to_be_focused()
    assert "Your words are gone for good then." in mine.aria_snapshot()
    assert_accessible(page)
    button.press("Enter")
    expect(announcer).to_have_text("Your comment is deleted.")
    expect(mine).to_contain_text("Your comment is deleted.")
    expect(mine.locator(".body")).to_have_count(1)
    assert "Calmer" not in page.content()
    assert_accessible(page)
    assert page.evaluate("document.body.id") == "same-document"


def test_a_comment_that_readers_see_is_mended_in_its_place(
    live_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Callable[[Any], None]
) -> None:
    show_at_once(live_blog)
    window = opened(visit(live_blog, dark=True))
    window.wait_for_htmx()
    page = window.page
    page.get_by_role("link", name="Reply to Billie").click()
    form = page.locator("form[id^=comment-form-]")
    form.get_by_text("E-mail, website and more").click()
    form.get_by_label("Remember me in this browser").check()
    fill(form, name="Nils", email="nils@example.org", text="Frist")
    press(form, "Publish comment")
    written = page.locator("li:focus")
    expect(written.locator(".body").first).to_have_text("Frist")
    number = written.get_attribute("id")
    written.get_by_role("link", name="Edit").click()
    written = page.locator(f"#{number}")
    written.get_by_label("Comment", exact=True).fill("First")
    press(written, "Save comment")
    expect(written.locator(".body").first).to_have_text("First")
    expect(written.get_by_role("link", name="Reply to Nils")).to_be_visible()
    assert_accessible(page)
    page.reload()
    expect(page.locator(f"#{number} .body").first).to_have_text("First")
    form = page.locator("#comment-form")
    expect(form.get_by_label("Name")).to_have_value("Nils")
    expect(form.get_by_label("E-mail (optional)")).to_have_value("nils@example.org")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_whole_path_without_javascript(
    live_blog: LiveBlog,
    visit: Callable[..., Visit],
    assert_accessible: Callable[[Any], None],
    width: int,
) -> None:
    window = opened(visit(live_blog, javascript=False, width=width))
    page = window.page
    form = page.locator("#comment-form")
    fill(form, name=ARABIC, text=f"**Bold** and {LONG}")
    press(form, "Preview")
    expect(page.locator(".preview strong")).to_have_text("Bold")
    expect(form.get_by_label("Name")).to_have_value(ARABIC)
    assert fits(page)
    press(form, "Publish comment")
    mine = page.locator(".yours:target")
    expect(mine).to_contain_text("Your comment waits until somebody has read it.")
    expect(page).to_have_url(re.compile(f"^{window.base}/20"))  # Back at the post.
    assert fits(page)

    mine.get_by_role("link", name="Edit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Change your comment")
    page.get_by_label("Comment", exact=True).fill(" ")
    press(page.locator("main"), "Save comment")
    expect(page.locator(".error")).to_have_text("Please write a comment.")
    assert window.refused.pop()[0] == 422
    page.get_by_label("Comment", exact=True).fill("Calmer now")
    press(page.locator("main"), "Save comment")
    expect(mine.locator(".body")).to_have_text("Calmer now")

    mine.get_by_role("link", name="Delete").click()
    expect(page.locator(".comment .body")).to_have_text("Calmer now")
    press(page.locator("main"), "Delete comment")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator(".yours")).to_have_count(0)
