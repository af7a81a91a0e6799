"""Searching while typing: results come by a swap, and everything works without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.stage.browsers import LiveBlog, Visit, fits

pytestmark = pytest.mark.browser

FIELD = "main input[type=search]"


def test_results_follow_what_somebody_types(
    sample_blog: LiveBlog,
    visit: Callable[..., Visit],
    assert_accessible: Callable[[Page], None],
) -> None:
    window = visit(sample_blog)
    page, asked = window.page, list[str]()
    page.on("request", lambda request: asked.append(request.url) if is_fragment(request) else None)
    window.open("/search")
    window.wait_for_htmx()
    assert_accessible(page)
    page.locator(FIELD).press_sequentially("paper", delay=20)
    expect(page.locator("#results h3").first).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("“paper”")
    assert len(asked) < len("paper"), "each keystroke asked"
    expect(page).to_have_url(f"{window.base}/search?q=paper")
    expect(page.locator(FIELD)).to_be_focused()
    expect(page.locator("#results mark").first).to_be_visible()
    assert_accessible(page)
    page.locator(FIELD).fill("zzzz")
    expect(page.locator("#results h3")).to_have_count(0)
    expect(page.locator("#results-title")).to_contain_text("No post contains")
    assert_accessible(page)
    page.locator(FIELD).fill("")
    expect(page.locator("#results .cloud")).to_be_visible()
    expect(page).to_have_url(f"{window.base}/search")


def test_the_way_back_from_a_find_leads_to_the_same_results(
    sample_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(sample_blog)
    page = window.page
    window.open("/")
    window.open("/search")
    window.wait_for_htmx()
    page.locator(FIELD).fill("paper")
    expect(page).to_have_url(f"{window.base}/search?q=paper")
    known = page.locator("#results h3").all_inner_texts()
    page.locator("#results h3 a").first.click()
    page.wait_for_url(lambda url: "/search" not in url)
    page.go_back()
    expect(page.locator(FIELD)).to_have_value("paper")
    expect(page.locator("#results h3")).to_have_text(known)
    page.go_back()
    expect(page).to_have_url(f"{window.base}/")


def test_what_is_composed_letter_by_letter_asks_for_nothing_broken(
    sample_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(sample_blog)
    page = window.page
    window.open("/search")
    window.wait_for_htmx()
    page.locator(FIELD).focus()
    keyboard = page.context.new_cdp_session(page)
    for text in ("k", "か", "かつ", "活字"):
        keyboard.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": -1, "selectionEnd": -1}
        )
        page.wait_for_timeout(350)
    keyboard.send("Input.insertText", {"text": "活字"})
    expect(page.locator("#results-title")).to_contain_text("“活字”")
    expect(page.locator(FIELD)).to_have_value("活字")


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_the_form_and_its_help_are_plain(
    sample_blog: LiveBlog, visit: Callable[..., Visit], width: int
) -> None:
    window = visit(sample_blog, javascript=False, width=width)
    page = window.page
    window.open("/search")
    page.locator(FIELD).fill("paper")
    page.locator(FIELD).press("Enter")
    expect(page).to_have_url(f"{window.base}/search?q=paper")
    expect(page.locator("#results mark").first).to_be_visible()
    page.locator(".help summary").click()
    page.locator(".help a").first.click()
    expect(page.locator("#results-title")).to_be_visible()
    assert fits(page)


def is_fragment(request: Request) -> bool:
    return "/search/results" in request.url
