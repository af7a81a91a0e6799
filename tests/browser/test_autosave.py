"""Who writes loses nothing: signed out in between, offline, or with the window closed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import delete, select

from blog.account.models import Login
from blog.db import db, writing
from blog.posts.models import Autosave, Post
from tests.stage.admin import config_of, let_in
from tests.stage.browsers import PATIENCE, LiveBlog, Visit
from tests.stage.databases import closing_app

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]
KEPT = re.compile("not saved yet")


@pytest.fixture
def window(live_blog: LiveBlog, visit: Callable[..., Visit]) -> Visit:
    """The owner's window."""
    opened = visit(live_blog)
    let_in(opened, live_blog)
    return opened


def test_words_typed_while_signed_out_arrive_after_signing_in_elsewhere(
    live_blog: LiveBlog, window: Visit, visit: Callable[..., Visit]
) -> None:
    page, post = window.page, a_post(live_blog)
    window.open(f"/admin/posts/{post.id}/edit")
    write(page, "Signed in. ")
    expect(page.locator("#autosave")).to_have_text(KEPT)
    sign_out_everywhere(live_blog)
    write(page, "Signed out. ")
    expect(page.locator("#autosave a")).to_have_attribute("target", "_blank")
    let_in(window, live_blog)
    expect(page.locator("#autosave")).to_have_text(KEPT, timeout=PATIENCE)
    assert kept(live_blog, post).startswith("Signed out. Signed in. ")
    assert a_post(live_blog).source == post.source
    assert {status for status, _path in window.refused} == {401}
    window.refused.clear()


def test_a_blog_that_does_not_answer_is_asked_again(live_blog: LiveBlog, window: Visit) -> None:
    page, post = window.page, a_post(live_blog)
    window.open(f"/admin/posts/{post.id}/edit")
    is_dead = [True]

    def answer(route: Route) -> None:
        route.abort() if is_dead[0] else route.fallback()

    page.route("**/admin/autosaves/", answer)
    write(page, "Offline. ")
    expect(page.locator("#autosave [role=alert]")).to_contain_text("Your text is still here")
    is_dead[0] = False
    expect(page.locator("#autosave")).to_have_text(KEPT, timeout=PATIENCE)
    assert kept(live_blog, post).startswith("Offline. ")


def test_the_window_closed_too_soon_offers_the_words_again(
    live_blog: LiveBlog, window: Visit, assert_accessible: Check
) -> None:
    page, post = window.page, a_post(live_blog)
    window.open(f"/admin/posts/{post.id}/edit")
    write(page, "Hardly typed. ")
    window.open("/admin/")
    for _ in range(PATIENCE // 200):  # The last words come in by themselves, beside the next page.
        if kept(live_blog, post):
            break
        page.wait_for_timeout(200)
    window.open(f"/admin/posts/{post.id}/edit")
    expect(page.locator("#found")).to_contain_text("unsaved text")
    expect(page.locator("#source")).to_have_value(browser_lines(post.source))
    assert_accessible(page)

    page.get_by_role("link", name="See the difference").click()
    expect(page.locator(".diff ins").first).to_contain_text("Hardly typed.")
    assert_accessible(page)

    page.get_by_role("link", name="Continue with it").click()
    expect(page.locator("#source")).to_have_value(re.compile("^Hardly typed. "))
    window.wait_for_htmx()
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#announcer")).not_to_be_empty()
    window.open(f"/admin/posts/{post.id}/edit")
    expect(page.locator("#found")).to_have_count(0)
    assert a_post(live_blog).source.startswith("Hardly typed. ")


def test_unwanted_words_go_at_one_click(live_blog: LiveBlog, window: Visit) -> None:
    page, post = window.page, a_post(live_blog)
    window.open(f"/admin/posts/{post.id}/edit")
    write(page, "Never mind. ")
    expect(page.locator("#autosave")).to_have_text(KEPT)
    page.reload()
    window.wait_for_htmx()
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#found")).to_be_empty()
    expect(page.locator("#announcer")).to_have_text("The unsaved text is gone.")
    assert kept(live_blog, post) == ""


def test_saving_leaves_nothing_to_keep(live_blog: LiveBlog, window: Visit) -> None:
    page, post = window.page, a_post(live_blog)
    window.open(f"/admin/posts/{post.id}/edit")
    window.wait_for_htmx()
    write(page, "Saved at once. ")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#announcer")).not_to_be_empty()
    window.open("/admin/")
    assert kept(live_blog, post) == ""


def test_the_preview_follows_the_words_and_runs_none_of_them(
    live_blog: LiveBlog, window: Visit, assert_accessible: Check
) -> None:
    page = window.page
    window.open("/admin/posts/new")
    window.wait_for_htmx()
    write(page, "Some *calm* words <script>alert(1)</script>")
    expect(page.locator("#preview .prose em")).to_have_text("calm")
    expect(page.locator("#preview .notice")).to_contain_text("1 script")
    expect(page.locator("#source")).to_be_focused()
    assert_accessible(page)


def test_the_preview_button_opens_the_whole_page_and_leaves_the_text(
    live_blog: LiveBlog, window: Visit
) -> None:
    page = window.page
    window.open("/admin/posts/new")
    window.wait_for_htmx()
    page.locator("#title").fill("A title")
    write(page, "Some *calm* words")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.locator("article.post h1")).to_have_text("A title")
    expect(page.locator("#source")).to_have_value("Some *calm* words")
    expect(page.locator("#autosave")).to_have_text(KEPT)


def test_a_link_to_the_draft_is_made_in_place(
    live_blog: LiveBlog, window: Visit, visit: Callable[..., Visit], assert_accessible: Check
) -> None:
    page = window.page
    window.open("/admin/posts/new")
    window.wait_for_htmx()
    page.locator("#title").fill("A shared draft")
    write(page, "Not public.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#announcer")).not_to_be_empty()
    page.reload()
    window.wait_for_htmx()
    page.get_by_role("button", name="Make a link").click()
    field = page.locator("#link-address")
    expect(field).to_be_focused()
    assert_accessible(page)
    friend = visit(live_blog)
    friend.page.goto(field.input_value())
    expect(friend.page.locator("article.post h1")).to_have_text("A shared draft")


def write(page: Page, words: str) -> None:
    """Type at the very beginning of the text."""
    page.locator("#source").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)


def browser_lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def a_post(blog: LiveBlog) -> Post:
    """The oldest post, as it stands now."""
    with closing_app(config_of(blog)) as app, app.app_context():
        post = db.session.scalar(select(Post).filter_by(kind="post").order_by(Post.id).limit(1))
        assert post is not None
        db.session.expunge(post)
        return post


def kept(blog: LiveBlog, post: Post) -> str:
    """The text that is kept of the post and not saved; "" for none."""
    with closing_app(config_of(blog)) as app, app.app_context():
        row = db.session.scalar(select(Autosave).filter_by(post_id=post.id))
        return row.fields["source"] if row else ""


def sign_out_everywhere(blog: LiveBlog) -> None:
    with closing_app(config_of(blog)) as app, app.app_context(), writing():
        db.session.execute(delete(Login))
