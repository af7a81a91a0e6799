"""Nobody is shut out: axe finds nothing on any kind of page, nor after a swap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stage.browsers import LiveBlog, Visit, fits

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]
LOOKS = {
    "wide and light": {"width": 1280, "dark": False},
    "wide and dark": {"width": 1280, "dark": True},
    "narrow and light": {"width": 390, "dark": False},
    "narrow and dark": {"width": 390, "dark": True},
}


def in_each_look(first: str) -> list[Any]:
    """The looks as parameters of a test: the first one each time, the others among the proofs."""
    return [pytest.param(look, marks=[pytest.mark.proof] * (look != first)) for look in LOOKS]


@pytest.mark.parametrize("look", in_each_look("narrow and dark"))
def test_axe_finds_nothing_on_any_kind_of_page(
    sample_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Check, look: str
) -> None:
    window = visit(sample_blog, **LOOKS[look])
    for path in sample_blog.kinds.values():
        window.open(path)
        assert_accessible(window.page)
        assert fits(window.page), f"{path} is wider than the window ({look})"
    window.refused = [told for told in window.refused if told != (404, "/nothing-here")]


@pytest.mark.parametrize("look", in_each_look("wide and light"))
def test_axe_finds_nothing_after_swaps(
    sample_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Check, look: str
) -> None:
    window = visit(sample_blog, **LOOKS[look])
    page = window.page

    window.open("/")
    before = page.locator("#stream > article").count()
    page.get_by_role("link", name="Older posts").click()
    expect(page.locator("#stream > article")).not_to_have_count(before)
    assert_accessible(page)

    window.open(sample_blog.kinds["post"])
    page.locator(".widget.popular").get_by_role("link", name="Year").click()
    expect(page.locator(".widget.popular a[aria-current=true]")).to_have_text("Year")
    page.locator(".comment").first.get_by_role("link", name="Reply").click()
    expect(page.locator("form[id^=comment-form-]")).to_be_visible()
    assert_accessible(page)

    # Only blanks: the browser lets them through, the blog does not.
    form = page.locator("#comment-form")
    form.get_by_label("Name").fill("Ada")
    form.get_by_label("Comment", exact=True).fill("   ")
    form.get_by_role("button", name="Publish comment").click()
    expect(form.locator(".error")).to_be_visible()
    expect(form.get_by_label("Comment", exact=True)).to_be_focused()
    assert_accessible(page)
    assert [status for status, _ in window.refused] == [422]
    window.refused.clear()
