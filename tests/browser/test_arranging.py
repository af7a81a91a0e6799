"""Widgets are arranged and set with the keyboard alone, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_admin_access import hold_in_all_looks
from tests.stage.admin import let_in
from tests.stage.browsers import LiveBlog, Visit

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


def test_widgets_are_arranged_by_keyboard_and_the_focus_stays(
    live_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Check
) -> None:
    window = visit(live_blog)
    let_in(window, live_blog)
    page, told = window.page, window.page.locator("#announcer")
    window.open("/admin/widgets/")
    window.wait_for_htmx()
    names = page.locator(".at-side .what")
    expect(names).to_have_text(["About", "Popular posts", "Labels", "Archive"])

    page.locator("#up-4").focus()
    page.keyboard.press("Enter")
    expect(told).to_have_text("“Labels” is number 2 of 4 in the sidebar.")
    expect(page.locator("#up-4")).to_be_focused()
    page.keyboard.press("Enter")
    expect(told).to_have_text("“Labels” is number 1 of 4 in the sidebar.")
    expect(page.locator("#up-4")).to_be_focused()
    expect(page.locator("#up-4")).to_have_attribute("aria-disabled", "true")
    expect(names).to_have_text(["Labels", "About", "Popular posts", "Archive"])
    hold_in_all_looks(window, assert_accessible)

    page.locator("#placement-4 select").select_option("footer")
    page.locator("#move-4").press("Enter")
    expect(told).to_have_text("“Labels” is number 1 of 1 in the footer.")
    expect(page.locator("#move-4")).to_be_focused()

    page.locator("#kinds-top summary").press("Enter")
    hold_in_all_looks(window, assert_accessible)
    page.locator("#kinds-top [value=archive]").press("Enter")
    expect(page.locator("#settings-6")).to_be_focused()
    expect(told).to_have_text("“Archive” is added at the top of the home page.")

    page.locator("#remove-6").press("Enter")
    expect(page.locator("#undo")).to_be_focused()
    hold_in_all_looks(window, assert_accessible)
    page.keyboard.press("Enter")
    expect(told).to_have_text("Undone.")
    expect(page.locator("#placement-6")).to_be_visible()

    other = page.context.new_page()
    other.goto(f"{live_blog.url}/admin/widgets/")
    other.locator("#remove-6").click()
    expect(other.locator("#undo")).to_be_focused()
    page.locator("#remove-6").press("Enter")
    expect(page.locator("#arrangement [role=alert]")).to_contain_text("That widget is gone")
    expect(page.locator("#placement-6")).to_have_count(0)
    assert [status for status, _path in window.refused] == [409]
    window.refused.clear()


def test_settings_are_tried_as_they_are_typed(
    live_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Check
) -> None:
    window = visit(live_blog)
    let_in(window, live_blog)
    page = window.page
    window.open("/admin/widgets/3")
    window.wait_for_htmx()
    title = page.locator("#preview h2")
    expect(title).to_have_text("Popular posts from this blog")
    page.locator("#title").press_sequentially("المفضلة لدينا")
    expect(title).to_have_text("المفضلة لدينا")
    expect(page.locator("#title")).to_be_focused()
    page.locator("#title").fill("Donaudampfschifffahrtsgesellschaft" * 3)
    expect(title).to_contain_text("Donaudampf")
    hold_in_all_looks(window, assert_accessible)
    page.locator("[name=zone]").select_option("top")
    page.get_by_label("lists of a label").check()
    page.get_by_label("the home page").uncheck()
    expect(page.locator("#preview .error")).to_contain_text("None of these pages")
    hold_in_all_looks(window, assert_accessible)
    assert {status for status, _path in window.refused} == {422}
    window.refused.clear()
    page.get_by_label("the home page").check()
    page.get_by_role("button", name="Preview").press("Enter")
    expect(title).to_contain_text("Donaudampf")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator(".notice.done")).to_contain_text("Saved.")


def test_all_of_it_works_without_scripts(live_blog: LiveBlog, visit: Callable[..., Visit]) -> None:
    window = visit(live_blog, javascript=False, width=390)
    let_in(window, live_blog)
    page, told = window.page, window.page.locator(".notice p").first
    window.open("/admin/widgets/")
    page.locator("#down-2").press("Enter")
    expect(told).to_have_text("“About” is number 2 of 4 in the sidebar.")
    expect(page).to_have_url(re.compile("#placement-2$"))
    page.locator("#kinds-footer summary").press("Enter")
    page.locator("#kinds-footer [value=labels]").press("Enter")
    expect(told).to_have_text("“Labels” is added in the footer.")
    page.locator("#placement-6 select").select_option("side")
    page.locator("#move-6").press("Enter")
    expect(told).to_have_text("“Labels” is number 5 of 5 in the sidebar.")
    page.locator("#remove-6").press("Enter")
    expect(told).to_have_text("The widget is removed.")
    page.locator("#undo").press("Enter")
    expect(told).to_have_text("Undone.")

    page.locator("#settings-6").press("Enter")
    page.locator("#title").fill("Topics")
    page.get_by_role("button", name="Preview").press("Enter")
    expect(page.locator("#preview h2")).to_have_text("Topics")
    expect(page.locator("#title")).to_have_value("Topics")
    page.get_by_role("button", name="Save").press("Enter")
    expect(told).to_have_text("Saved.")
    window.open("/")
    expect(page.locator("#widget-6 h2")).to_have_text("Topics")
