"""Nobody who writes is shut out: axe finds nothing on any page of the admin, nor after a swap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_access import LOOKS, in_each_look
from tests.stage.admin import add_plenty, admin_pages, let_in
from tests.stage.browsers import LiveBlog, Visit, fits
from tests.stage.pictures import picture

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.mark.parametrize("look", in_each_look("wide and light"))
def test_axe_finds_nothing_on_any_page_of_the_admin(
    sample_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Check, look: str
) -> None:
    window = visit(sample_blog, **LOOKS[look])
    let_in(window, sample_blog)
    pages = admin_pages(sample_blog)
    assert len(pages) > 30
    for path in pages:
        window.open(path)
        assert_accessible(window.page)
        assert fits(window.page), f"{path} is wider than the window ({look})"
        assert window.page.evaluate("scrollY") == 0, f"{path} does not open at its top ({look})"


def test_axe_finds_nothing_after_swaps_of_the_admin(
    live_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Check
) -> None:
    add_plenty(live_blog)
    window = visit(live_blog)
    let_in(window, live_blog)
    page, told = window.page, window.page.locator("#announcer")

    window.open("/admin/comments/")
    window.wait_for_htmx()
    entry = page.locator("[data-entry]").first
    entry.get_by_role("button", name="Approve").click()
    expect(told).not_to_be_empty()
    hold_in_all_looks(window, assert_accessible)
    page.get_by_role("button", name="Undo").click()
    expect(told).to_have_text("Undone.")
    entry.get_by_role("link", name="Reply").click()
    expect(entry.locator("textarea")).to_be_focused()
    hold_in_all_looks(window, assert_accessible)

    window.open("/admin/posts/new")
    window.wait_for_htmx()
    page.locator("#group-time summary").click()
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator("#published_at-error")).to_be_visible()
    hold_in_all_looks(window, assert_accessible)
    assert [status for status, _path in window.refused] == [422]
    window.refused.clear()

    window.open("/admin/posts/")
    window.wait_for_htmx()
    lines = page.locator(".lines > li")
    before = lines.count()
    page.get_by_role("link", name="Older ones").click()
    expect(lines).not_to_have_count(before)
    hold_in_all_looks(window, assert_accessible)
    lines.first.get_by_role("checkbox").check()
    page.get_by_role("button", name="Back to draft").click()
    expect(page.locator("#table .notice")).to_be_visible()
    hold_in_all_looks(window, assert_accessible)

    window.open("/admin/media/")
    window.wait_for_htmx()
    sheet: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": picture()}
    page.set_input_files("#drop-pictures", [sheet])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".results img")).to_be_visible()
    hold_in_all_looks(window, assert_accessible)


def hold_in_all_looks(window: Visit, check: Check) -> None:
    """Hold that axe finds nothing on the page as it stands, wide, narrow, light and dark."""
    looks: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))
    for width, colours in looks:
        window.page.set_viewport_size({"width": width, "height": 900})
        # Colours that are still on their way from one to the other would be taken for ours.
        window.page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        check(window.page)
        assert fits(window.page), f"{window.path()} is wider than {width}"
    window.page.set_viewport_size({"width": 1280, "height": 900})
