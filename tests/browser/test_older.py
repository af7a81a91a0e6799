"""Older posts come by a swap: the focus, the words said and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.stage.browsers import LiveBlog, Visit

pytestmark = pytest.mark.browser


def test_a_keyboard_reader_lands_on_the_first_older_post(
    sample_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(sample_blog)
    page = window.page
    window.open("/")
    known = page.locator("#stream > article").count()
    page.get_by_role("link", name="Older posts").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("older post")
    expect(page.locator("#stream > article").nth(known)).to_be_focused()


def test_the_way_back_from_older_posts_is_the_home_page_and_says_nothing(
    sample_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(sample_blog)
    page = window.page
    window.open("/")
    known = page.locator("#stream > article").count()
    page.get_by_role("link", name="Older posts").press("Enter")
    expect(page.locator("#stream > article")).not_to_have_count(known)
    page.go_back()
    expect(page.locator("#stream > article")).to_have_count(known)
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("status").inner_text() == ""
    assert page.evaluate("document.activeElement === document.body")
