"""Everything where people write is reached by keyboard, in order, and the focus is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.stage.admin import add_plenty, let_in
from tests.stage.browsers import LiveBlog, Visit

pytestmark = pytest.mark.browser

# Where the focus is: its place among all that can have it, and whether it is seen.
FOCUS = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth;
  return {
    place: [...document.querySelectorAll("*")].indexOf(here),
    name: here.outerHTML.slice(0, 120),
    isBody: here === document.body,
    isSeen: inside && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


@pytest.mark.parametrize("path", ["/admin/posts/new", "/admin/comments/"])
@pytest.mark.parametrize("width", [1280, 390])
def test_everything_is_reached_by_keyboard_in_order_and_seen(
    live_blog: LiveBlog, visit: Callable[..., Visit], path: str, width: int
) -> None:
    add_plenty(live_blog)
    window = visit(live_blog, width=width)
    let_in(window, live_blog)
    page = window.page
    page.emulate_media(reduced_motion="reduce")
    window.open(path)
    window.wait_for_htmx()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.locator(".skip").focus()
    seen = [int(page.evaluate(FOCUS)["place"])]
    for _step in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["place"] == seen[-1]:
            continue  # A field of a time has several parts.
        if here["isBody"] or here["place"] in seen:
            break
        assert here["isSeen"], f"the focus is not seen on {here['name']}"
        assert here["place"] > seen[-1], f"out of order: {here['name']}"
        seen.append(here["place"])
    assert len(seen) > 25
    assert here["isBody"] or here["place"] == seen[0], f"caught at {here['name']}"
    assert len(seen) == reachable(page)


def reachable(page: Page) -> int:
    """How many things on the page take the focus; of radio buttons of one name, one."""
    return int(
        page.evaluate("""() => {
          const found = [...document.querySelectorAll(
            "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
          )].filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility());
          const radios = found.filter((one) => one.type === "radio");
          return found.length - radios.length + new Set(radios.map((one) => one.name)).size;
        }""")
    )
