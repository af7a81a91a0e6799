"""Nobody who writes is shut out where something goes wrong, or where there is nothing yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from blog.account.models import Login
from blog.account.passwords import hash_password
from blog.comments.models import Comment
from blog.db import db, writing
from blog.labels.models import Label
from blog.media.models import Media
from blog.people.actions import add_author
from blog.posts.actions import remove_untouched_samples
from blog.posts.models import Post
from tests.browser.test_admin_access import hold_in_all_looks
from tests.stage.admin import admin_pages, config_of, let_in
from tests.stage.browsers import LiveBlog, Visit, fits
from tests.stage.databases import closing_app

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]
PASSWORD, SECRET = "seven lamps by the river", pyotp.random_base32()
# What is wrong in which form: (address, the form, what is typed).
WRONG: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("/admin/posts/new", "#editor", {"path": "/a b?c", "language": "?"}),
    ("/admin/pages/", "#table", {"label": "x" * 300}),
    ("/admin/settings/general", "main form.sheet", {"title": "", "time_zone": "Middle/Earth"}),
    ("/admin/settings/look", "main form.sheet", {"custom_css": "@import url(//a.example)"}),
    ("/admin/people/new", "#newcomer", {"name": "", "email": "nobody"}),
    ("/admin/redirects/new", "main form.sheet", {"source": "no path", "target": ""}),
    ("/admin/redirects/table", "main form.sheet", {"text": ""}),
    ("/admin/labels/new", "main form.sheet", {"name": ""}),
    ("/admin/media/", "#drop-form", {"alt": "x" * 2000}),
    ("/admin/importing/", "main form.sheet", {}),
    ("/admin/profile/", "main form.sheet", {"name": ""}),
)
# Types into the form whatever a field may hold, and sends it as a browser without htmx does.
SEND = """([form, typed]) => {
  const sent = document.querySelector(form);
  for (const [name, text] of Object.entries(typed)) {
    const field = sent.elements[name];
    if (field.type === "datetime-local" || field.type === "email") field.type = "text";
    field.value = text;
  }
  sent.submit();
}"""


@pytest.fixture
def window(live_blog: LiveBlog, visit: Callable[..., Visit]) -> Visit:
    """The owner's window."""
    opened = visit(live_blog)
    let_in(opened, live_blog)
    return opened


def test_axe_finds_nothing_where_a_form_was_wrong(window: Visit, assert_accessible: Check) -> None:
    for address, form, typed in WRONG:
        window.open(address)
        with window.page.expect_navigation():
            window.page.evaluate(SEND, [form, dict(typed)])
        expect(window.page.locator("main .error").first, address).to_be_visible()
        hold_in_all_looks(window, assert_accessible)
    assert {status for status, _path in window.refused} == {422}
    window.refused.clear()


def test_axe_finds_nothing_at_the_door(
    live_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Check
) -> None:
    with closing_app(config_of(live_blog)) as app, app.app_context(), writing():
        olga = add_author("Olga")
        olga.email, olga.role = "olga@example.org", "owner"
        olga.password_hash, olga.totp_secret = hash_password(PASSWORD), SECRET
    window = visit(live_blog)
    page = window.page
    answers = {"a wrong one": page.locator(".problems"), PASSWORD: page.get_by_label("Code")}
    for password, answer in answers.items():
        window.open("/account/sign-in")
        page.get_by_label("E-mail address").fill("olga@example.org")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(answer).to_be_visible()
        hold_in_all_looks(window, assert_accessible)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button").first.click()
    expect(page.locator(".error").first).to_be_visible()
    hold_in_all_looks(window, assert_accessible)
    for path in ("/account/invitation?token=none", "/account/reset/new?token=none"):
        window.open(path)
        hold_in_all_looks(window, assert_accessible)
    window.refused.clear()


def test_axe_finds_nothing_where_two_have_saved(window: Visit, assert_accessible: Check) -> None:
    window.open(f"/admin/posts/{a_post(window)}/edit")
    window.wait_for_htmx()
    window.page.evaluate("document.getElementById('version').value = 0")
    window.page.locator("#source").fill("Quite another text.")
    window.page.get_by_role("button", name="Update").click()
    expect(window.page.locator("#conflict")).to_be_focused()
    hold_in_all_looks(window, assert_accessible)
    assert [status for status, _path in window.refused] == [409]
    window.refused.clear()


def test_axe_finds_nothing_where_nobody_is_signed_in_any_more(
    live_blog: LiveBlog, window: Visit, assert_accessible: Check
) -> None:
    page = window.page
    window.open("/admin/posts/new")
    window.wait_for_htmx()
    with closing_app(config_of(live_blog)) as app, app.app_context(), writing():
        db.session.execute(delete(Login))
    page.locator("#source").fill("Written too late.")
    expect(page.locator("#autosave a")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#editor-problem")).not_to_be_empty()
    hold_in_all_looks(window, assert_accessible)
    assert {status for status, _path in window.refused} == {401}
    window.refused.clear()


def test_axe_finds_nothing_where_there_is_nothing_or_no_entry(
    live_blog: LiveBlog, visit: Callable[..., Visit], assert_accessible: Check
) -> None:
    window = visit(live_blog)
    let_in(window, live_blog, "author")
    for path in ("/admin/settings/general", "/admin/posts/999999/edit", "/admin/nothing"):
        window.open(path)
        hold_in_all_looks(window, assert_accessible)
    assert [status for status, _path in window.refused] == [403, 404, 404]
    window.refused.clear()


@pytest.mark.proof
def test_axe_finds_nothing_on_a_blog_where_nothing_is_yet(
    live_blog: LiveBlog, window: Visit, assert_accessible: Check
) -> None:
    with closing_app(config_of(live_blog)) as app, app.app_context(), writing():
        remove_untouched_samples()
        for kind in (Post, Comment, Label, Media):
            db.session.execute(delete(kind))
    for path in admin_pages(live_blog):
        window.open(path)
        assert_accessible(window.page)
        assert fits(window.page), path


def a_post(window: Visit) -> int:
    """The number of a post that readers see."""
    window.open("/admin/posts/?state=published")
    lead = window.page.locator(".lines a[href$='/edit']").first.get_attribute("href")
    return int(re.findall(r"\d+", str(lead))[0])
