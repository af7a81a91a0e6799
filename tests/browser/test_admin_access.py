"""Nobody who writes is shut out either: axe finds nothing on any page of the admin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_access import LOOKS, fits
from tests.stage.admin import admin_pages, let_in
from tests.stage.browsers import LiveBlog, Visit

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.mark.parametrize("look", LOOKS)
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
