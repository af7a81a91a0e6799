"""Statistics in a browser: spans come by a swap, and as plain pages where there is no script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from blog.db import writing
from blog.site.actions import change_setting
from tests.browser.test_admin_access import hold_in_all_looks
from tests.stage.admin import config_of, let_in
from tests.stage.browsers import LiveBlog, Visit
from tests.stage.databases import closing_app

pytestmark = pytest.mark.browser


def test_another_span_comes_by_a_swap_that_keeps_the_focus(
    sample_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    window = visit(sample_blog)
    let_in(window, sample_blog)
    page = window.page
    window.open("/admin/statistics/")
    window.wait_for_htmx()
    expect(page.locator("#views-title ~ .chart g")).to_have_count(30)
    page.get_by_role("link", name="7 days").press("Enter")
    expect(page.locator("#announcer")).to_have_text("Statistics: 7 days")
    expect(page.locator("#views-title ~ .chart g")).to_have_count(7)
    expect(page.get_by_role("link", name="7 days")).to_be_focused()
    expect(page).to_have_url(f"{window.base}/admin/statistics/?range=week")
    page.get_by_text("The numbers as a table").click()
    expect(page.locator(".told tbody tr")).to_have_count(7)
    hold_in_all_looks(window, assert_accessible)
    page.go_back()
    expect(page.locator("#views-title ~ .chart g")).to_have_count(30)


def test_without_a_script_spans_are_pages(
    sample_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(sample_blog, javascript=False, width=390)
    let_in(window, sample_blog)
    page = window.page
    window.open("/admin/statistics/")
    page.locator(".long a").first.click()
    page.get_by_role("link", name="12 months").click()
    expect(page).to_have_url(re.compile(r"\?range=year$"))
    expect(page.locator("#views-title ~ .chart g")).to_have_count(12)
    expect(page.get_by_role("img", name="Views")).to_be_visible()
    page.get_by_text("The numbers as a table").click()
    expect(page.locator(".told tbody tr")).to_have_count(12)


def test_time_runs_from_right_to_left_where_the_writing_does(
    live_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Callable[[Page], None]
) -> None:
    with closing_app(config_of(live_blog)) as app, app.app_context(), writing():
        change_setting("language", "ar")
    window = visit(live_blog)
    let_in(window, live_blog)
    window.open("/admin/statistics/?range=week")
    bars = window.page.locator("#views-title ~ .chart g .place")
    first, last = bars.first.bounding_box(), bars.last.bounding_box()
    words = window.page.locator("#views-title ~ .chart .axis span")
    oldest = words.first.bounding_box()
    assert first
    assert last
    assert oldest
    assert last["x"] < first["x"]
    assert first["x"] <= oldest["x"] + oldest["width"]
    hold_in_all_looks(window, assert_accessible)
