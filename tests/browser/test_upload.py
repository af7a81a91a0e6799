"""Pictures come in by picking, dropping and pasting, and without JavaScript by the plain form."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.stage.admin import let_in
from tests.stage.browsers import LiveBlog, Visit
from tests.stage.pictures import picture

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]
IN_MARKDOWN = re.compile(r"^Before\n\n!\[A red sheet\]\(/media/\w{32}\.webp\)\n\n$")
SHEET = base64.b64encode(picture()).decode()
WORDS = "brought.items.add('Words', 'text/plain')"
# What the browser itself does when somebody drops or pastes a file.
BRING = """([kind, name, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const brought = new DataTransfer();
  brought.items.add(new File([bytes], name, { type: "image/png" }));
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { ...options, clipboardData: brought })
    : new DragEvent(kind, { ...options, dataTransfer: brought });
  document.getElementById("source").dispatchEvent(event);
}"""


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


@pytest.fixture
def editor(live_blog: LiveBlog, visit: Callable[..., Visit]) -> Visit:
    """The owner's window, a new post begun."""
    window = visit(live_blog)
    let_in(window, live_blog)
    window.open("/admin/posts/new")
    window.wait_for_htmx()
    window.page.fill("#source", "Before")
    return window


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_picture_that_is_dropped_or_pasted_stands_in_the_text(editor: Visit, way: str) -> None:
    page = editor.page
    page.locator("#pictures > summary").click()
    page.fill("#drop-alt", "A red sheet")
    page.locator("#source").focus()
    page.evaluate(BRING, [way, "sheet.png", SHEET])
    expect(page.locator("#source")).to_have_value(IN_MARKDOWN)
    expect(page.locator("#announcer")).to_have_text("1 picture was added.")
    expect(page.locator("#source")).to_be_focused()
    expect(page.locator(".results img")).to_be_visible()


def test_words_that_come_with_a_picture_of_themselves_are_words(editor: Visit) -> None:
    page = editor.page
    with_words = BRING.replace("const options", f"{WORDS}; const options")
    page.evaluate(with_words, ["paste", "words.png", SHEET])
    page.evaluate(BRING, ["paste", "sheet.png", SHEET])
    expect(page.locator(".results a")).to_have_text("sheet.png")


def test_a_picked_picture_can_be_put_in_again_and_taken_back(
    editor: Visit, assert_accessible: Check
) -> None:
    page = editor.page
    page.locator("#pictures > summary").click()
    page.fill("#drop-alt", "A red sheet")
    page.set_input_files("#drop-pictures", [file("sheet.png", picture())])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#source")).to_have_value(IN_MARKDOWN)
    page.get_by_role("button", name=re.compile("Insert.*sheet")).click()
    expect(page.locator("#source")).to_have_value(re.compile(r"(.*!\[A red sheet\].*){2}", re.S))
    page.keyboard.press("Control+z")
    expect(page.locator("#source")).to_have_value(IN_MARKDOWN)
    assert_accessible(page)


def test_what_is_no_picture_is_said_beside_the_form(
    editor: Visit, assert_accessible: Check
) -> None:
    page = editor.page
    page.fill("#source", "Nothing is lost")
    page.evaluate(BRING, ["drop", "broken.png", base64.b64encode(picture()[:99]).decode()])
    expect(page.locator(".results .error")).to_have_text(re.compile("damaged or cut off"))
    expect(page.locator(".results .error")).to_be_visible()
    expect(page.locator("#source")).to_have_value("Nothing is lost")
    assert_accessible(page)
    assert editor.refused == [(422, "/admin/media/")]
    editor.refused.clear()


def test_without_javascript_a_picture_leads_to_the_line_to_copy(
    live_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(live_blog, javascript=False)
    let_in(window, live_blog)
    window.open("/admin/media/")
    window.page.set_input_files("#drop-pictures", [file("sheet.png", picture())])
    window.page.fill("#drop-alt", "A red sheet")
    window.page.get_by_role("button", name="Upload").click()
    expect(window.page.locator("#markdown")).to_have_value(
        re.compile(r"^!\[A red sheet\]\(/media/")
    )
