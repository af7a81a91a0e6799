"""The owner's whole job in a real browser, with and without JavaScript, leaving the same rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from blog.account.session import COOKIE
from blog.db import now, sqlite_module
from tests.stage.browsers import LiveBlog, Visit

pytestmark = pytest.mark.browser

PASSWORD = "seven quiet hedgehogs"
WAYS = {"with JavaScript": True, "without JavaScript": False}
# What the walk leaves behind on either way; times and tokens aside.
ROWS = {
    "SELECT name, email, role, password_hash LIKE '$argon2id$%' FROM user": [
        ("Olga Owner", "olga@example.org", "owner", 1)
    ],
    "SELECT title, path, status, version, comments FROM post": [
        ("A hedgehog in wood", "/2026/hedgehog.html", "published", 5, 2)
    ],
    "SELECT source FROM post": [("First words.\n\n{picture}",)],
    "SELECT path FROM alias": [("/old-hedgehog.html",)],
    "SELECT name FROM label ORDER BY name": [("Animals",), ("Woodcut",)],
    "SELECT alt, width, height, filename FROM media": [("A hedgehog", 300, 200, "hedgehog.png")],
    "SELECT author_name, state, user_id IS NULL FROM comment ORDER BY id": [
        ("Rosa", "approved", 1),
        ("Spammer", "deleted", 1),
        ("Olga Owner", "approved", 0),
    ],
    "SELECT count(*) FROM login": [(0,)],
    "SELECT count(*) FROM autosave": [(0,)],
}


@pytest.mark.parametrize("way", WAYS)
def test_an_owner_writes_publishes_moderates_and_leaves(
    new_blog: LiveBlog, visit: Callable[..., Visit], tmp_path: Path, way: str
) -> None:
    is_quick = WAYS[way]
    window, reader = visit(new_blog, javascript=is_quick), visit(new_blog, javascript=is_quick)
    become_the_owner(window, new_blog)
    picture = upload_a_picture(window, tmp_path)
    write_a_draft(window, picture)
    look_at_the_preview(window, is_quick)
    schedule_then_publish(window)
    rename_the_path(window, new_blog)
    leave_two_comments(reader)
    moderate(window)
    bring_the_first_words_back(window)
    sign_out(window, new_blog)
    hold(new_blog, picture)
    assert reader.refused == []


def become_the_owner(window: Visit, blog: LiveBlog) -> None:
    """By the link that the first start printed; it opens once."""
    link = re.search(r"/account/setup\?token=[\w-]+", blog.log.read_text())
    assert link
    page = window.page
    window.open(link[0])
    page.get_by_label("Name").fill("Olga Owner")
    page.get_by_label("E-mail address").fill("olga@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1, name="Dashboard")).to_be_visible()
    window.open(link[0])
    assert window.refused.pop() == (403, link[0])


def upload_a_picture(window: Visit, folder: Path) -> str:
    """Keep a picture in the library; gives what puts it into a text."""
    file = folder / "hedgehog.png"
    Image.new("RGB", (300, 200), "brown").save(file)
    page = window.page
    window.open("/admin/media/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Description (alt text)").fill("A hedgehog")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("main").get_by_text("hedgehog.png").first).to_be_visible()
    window.open("/admin/media/")
    page.locator("a.tile").click()
    return page.get_by_label("For Markdown").input_value()


def write_a_draft(window: Visit, picture: str) -> None:
    page = window.page
    window.open("/admin/posts/new")
    page.locator("#title").fill("A hedgehog in wood")
    page.locator("#source").fill(f"First words.\n\n{picture}")
    page.locator("#labels").fill("Woodcut, Animals")
    page.get_by_role("button", name="Save draft").click()
    expect(page).to_have_url(re.compile(r"/admin/posts/\d+/edit"))
    expect(page.get_by_text("Draft", exact=False).first).to_be_visible()


def look_at_the_preview(window: Visit, is_quick: bool) -> None:
    page = window.page
    if is_quick:
        expect(page.locator("#preview img[alt='A hedgehog']")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").first.click()
    preview = opened.value
    expect(preview.get_by_role("heading", level=1, name="A hedgehog in wood")).to_be_visible()
    expect(preview.locator(".prose img[alt='A hedgehog']")).to_be_visible()
    preview.close()


def schedule_then_publish(window: Visit) -> None:
    page = window.page
    later = (now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    unfold(page, "Time")
    page.locator("#published_at").fill(later)
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator("#editor .state")).to_contain_text("Goes out on")
    unfold(page, "Address")
    page.locator("#path").fill("/old-hedgehog.html")
    unfold(page, "Time")
    page.locator("#published_at").fill("")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#editor .state")).to_contain_text("Public since")


def rename_the_path(window: Visit, blog: LiveBlog) -> None:
    """The old address leads to the new one by one 301."""
    page = window.page
    unfold(page, "Address")
    page.locator("#path").fill("/2026/hedgehog.html")
    page.locator("#source").fill("Other words.")
    page.get_by_role("button", name="Update").click()
    expect(page.get_by_role("link", name="View it")).to_have_attribute(
        "href", "/2026/hedgehog.html"
    )
    answer = page.request.get(f"{blog.url}/old-hedgehog.html", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (301, "/2026/hedgehog.html")


def leave_two_comments(reader: Visit) -> None:
    page = reader.page
    for name, text in (("Rosa", "Mine has five legs."), ("Spammer", "Cheap ink!")):
        reader.open("/2026/hedgehog.html")
        page.get_by_label("Comment", exact=True).fill(text)
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Publish comment").click()
        expect(page.locator(".comment .body", has_text=text)).to_be_visible()


def moderate(window: Visit) -> None:
    """Mark as spam, approve again, answer, and delete."""
    page = window.page
    window.open("/admin/comments/")
    rosa = page.locator("[data-entry]", has_text="Rosa")
    rosa.get_by_role("button", name="Spam").click()
    expect(page.locator("main")).to_contain_text("Undo")
    window.open("/admin/comments/?state=spam")
    page.locator("[data-entry]", has_text="Rosa").get_by_role("button", name="Approve").click()
    expect(page.locator("main")).to_contain_text("Undo")
    window.open("/admin/comments/?state=approved")
    rosa.get_by_role("link", name="Reply").click()
    page.get_by_label(re.compile("reply", re.IGNORECASE)).first.fill("So has mine.")
    page.get_by_role("button", name=re.compile("Publish|Reply")).first.click()
    expect(page.locator("main")).to_contain_text("Your reply is published.")
    window.open("/admin/comments/")
    spammer = page.locator("[data-entry]", has_text="Cheap ink!")
    spammer.get_by_role("button", name="Delete").click()
    expect(page.locator("main")).to_contain_text("Undo")


def bring_the_first_words_back(window: Visit) -> None:
    page = window.page
    window.open("/admin/posts/")
    page.get_by_role("link", name="A hedgehog in wood").first.click()
    unfold(page, "More")
    page.get_by_role("link", name="Revisions").click()
    page.get_by_role("link", name=re.compile(r"^Version 1\b")).click()
    expect(page.locator("main ins").first).to_contain_text("Other")
    page.get_by_role("button", name="Bring this version back").click()
    expect(page.locator("#source")).to_have_value(re.compile("First words"))
    window.open("/2026/hedgehog.html")
    expect(page.locator(".prose")).to_contain_text("First words.")


def sign_out(window: Visit, blog: LiveBlog) -> None:
    """The cookie that was good until then is worth nothing afterwards."""
    context = window.page.context
    kept = [cookie for cookie in context.cookies() if cookie["name"] == COOKIE]
    assert kept
    window.open("/admin/")
    window.page.get_by_role("button", name="Sign out").click()
    window.page.wait_for_url(f"{blog.url}/")
    assert not [cookie for cookie in context.cookies() if cookie["name"] == COOKIE]
    context.add_cookies(kept)  # type: ignore[arg-type]
    window.open("/admin/")
    expect(window.page).to_have_url(re.compile("/account/sign-in"))


def hold(blog: LiveBlog, picture: str) -> None:
    with closing(sqlite_module().connect(str(blog.data_dir / "octavo.db"))) as connection:
        for statement, expected in ROWS.items():
            found = repr(connection.execute(statement).fetchall())
            assert found.replace(picture, "{picture}") == repr(expected), statement


def unfold(page: Page, name: str) -> None:
    """Open a group of settings unless it is open."""
    group = page.locator("details", has=page.locator("summary", has_text=name)).first
    if group.get_attribute("open") is None:
        group.locator("summary").click()
