"""Whatever somebody wrote, in every field that is stored: nothing of it acts in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Dialog, FilePayload, Page, Request, expect
from sqlalchemy import select, update

from blog.account import session
from blog.account.models import Login, Passkey
from blog.audit.actions import note
from blog.comments.actions import add_comment
from blog.comments.models import Comment
from blog.db import db, writing
from blog.importing.runs import add_run, refuse
from blog.labels.models import Label
from blog.media.actions import keep_picture, prepare_picture
from blog.people.actions import add_author
from blog.people.models import User
from blog.posts.autosaving import FIELDS, keep
from blog.posts.models import Post
from blog.posts.placing import place
from blog.redirects.actions import lead_on
from blog.redirects.leads import lead
from blog.redirects.models import Miss
from blog.site.actions import change_setting
from tests.stage.admin import admin_pages, config_of, let_in, token
from tests.stage.browsers import LiveBlog, Visit
from tests.stage.databases import closing_app
from tests.stage.pictures import picture

pytestmark = pytest.mark.browser

PICTURE = "/nothing.png"
# Each of them would set `__pwn`, open a dialog, or ask for an address that holds "pwn".
HANDLERS = (
    '"\'><script>window.__pwn = 1</script><img src=/nothing.png onerror="window.__pwn=1">'
    "<svg onload=window.__pwn=1></svg><svg><script>window.__pwn=1</script></svg>"
    "<details open ontoggle=alert(1)></details><input autofocus onfocus=alert(1)>"
    '<a href="javascript:window.__pwn=1">a</a><a href=" java\tscript:alert(1)">b</a>'
)
HTMX = (
    '"\'><b hx-get=/pwn hx-trigger=load>c</b><b data-hx-post="/pwn" data-hx-trigger="load">d</b>'
    '<b hx-on:load="window.__pwn=1" hx-on::after:init="alert(1)">e</b>'
    '<a hx-boost="true" href="/pwn" hx-trigger="every 1s">f</a>'
    '<b data-announce="g" data-insert="h">h</b>'
)
FRAMES = (
    '\'"><iframe srcdoc="<script>parent.__pwn=1</script>"></iframe>'
    "<iframe src='javascript:alert(1)'></iframe><object data=/pwn></object>"
    "<embed src=/pwn><link rel=stylesheet href=/pwn>"
    '<meta http-equiv=refresh content="0;url=/pwn"><base href=/pwn/><style>@import "/pwn";</style>'
    '<form action=/pwn id=editor><button formaction="/pwn">i</button></form>'
    "</title></textarea></select><template><script>alert(1)</script></template>]]>{{ 7 * 7 }}"
)
PAYLOADS = (HANDLERS, HTMX, FRAMES)
ALL = " ".join(PAYLOADS)
SHORT = "\"'><script>window.__pwn=1</script><img src=/pwn onerror=alert(1)>"
# No blank and no mark that an address cannot hold.
PATH = "/\"'><svg/onload=window.__pwn=1><b/hx-get=/pwn/hx-trigger=load>"
CSS = 'p::after { content: "</style><script>window.__pwn=1</script>" }'
# Files of ours, and what our own templates ask for by themselves or where a test presses.
OURS = re.compile(
    r"/(nothing\.png$|static/|media/|theme-|favicon|icon|healthz|popular/ranking|widgets/"
    r"|comments/\d+/(news|stamp)|admin/media/choices|admin/settings/(swatches|example)|admin/importing/\d+/progress"
    r"|admin/posts/\d+/edit$|admin/comments/(tabs$|\d+/reply))"
)
OUR_POSTS = re.compile(
    r"/(views/\d+|admin/(previews/|autosaves/|media/|comments/\d+/reply|posts/(new|selection/label)"
    r"|posts/\d+/preview-link))$"
)


@dataclass
class Watch:
    """What a window asked for, and dialogs that opened."""

    window: Visit
    opened: set[str] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.window.page.context.on("request", self._note)
        self.window.page.context.on("page", lambda page: page.on("dialog", self._close))
        self.window.page.on("dialog", self._close)

    def open(self, path: str) -> Page:
        """Show the page and hold that nothing of what it shows has acted."""
        self.opened.add(path)
        self.window.open(path)
        self.hold(path)
        return self.window.page

    def hold(self, where: str) -> None:
        page = self.window.page
        assert page.evaluate("window.__pwn") is None, where
        assert not self.odd, f"{where}: {self.odd}"
        assert self.window.problems == [], where

    def _note(self, request: Request) -> None:
        path = request.url.removeprefix(self.window.base)
        if "://" in path:
            return  # Another host: the stage itself refuses all but the CDN.
        wanted = OUR_POSTS if request.method == "POST" else OURS
        if not wanted.match(path) and not (request.method == "GET" and path in self.opened):
            self.odd.append(f"{request.method} {path}")

    def _close(self, dialog: Dialog) -> None:
        self.odd.append("a dialog")
        dialog.dismiss()


@dataclass(frozen=True)
class Spoilt:
    """A blog all of whose texts attack, and where its readers find them."""

    live: LiveBlog
    pages: list[str]
    public: list[str]
    post_id: int


@pytest.fixture
def spoilt(live_blog: LiveBlog) -> Spoilt:
    """The blog, spoilt by the actions that the program itself goes through."""
    with closing_app(config_of(live_blog)) as app:
        cookie = token(app, "owner")
        spoil_people(app)
        post_id = spoil_posts(app, cookie)
        spoil_rooms(app, post_id)
        public = public_pages(app, post_id)
    return Spoilt(live_blog, admin_pages(live_blog), public, post_id)


def spoil_people(app: Flask) -> None:
    with app.app_context(), writing():
        for person in db.session.scalars(select(User)):
            person.name, person.bio = SHORT, ALL
        add_author(SHORT).email = '"><script>alert(1)</script>@pwn.example'
        db.session.execute(update(Login).values(device=ALL[:300]))
        owner = db.session.scalar(select(User).filter_by(role="owner"))
        assert owner is not None
        db.session.add(Passkey(user_id=owner.id, credential_id=b"1", public_key=b"1", name=SHORT))


def spoil_posts(app: Flask, cookie: str) -> int:
    """Write and save posts through the editor itself, the first of which ends the samples."""
    fields = {"kind": "post", "title": SHORT, "labels": SHORT, "comments_policy": "open"}
    for payload in (*PAYLOADS, ALL):
        for kind in ("markdown", "html"):
            fields |= {"source": payload, "source_format": kind, "version": "0"}
            fields |= {"excerpt": payload[:500], "description": payload[:500]}
            send(app, cookie, "/admin/posts/new/publication", fields)
    with app.app_context():
        post = db.session.scalars(select(Post).order_by(Post.id.desc())).first()
        assert post is not None
        again = fields | {"version": str(post.version), "source": f"{ALL}\n\nAgain."}
        post_id = post.id
    send(app, cookie, f"/admin/posts/{post_id}/edit", again | {"title": f"{SHORT}!"})
    return post_id


def send(app: Flask, cookie: str, address: str, fields: dict[str, str]) -> None:
    """Send a form of the person whose cookie it is, and hold that it was taken."""
    client = app.test_client()
    client.set_cookie(session.COOKIE, cookie)
    with app.test_request_context(headers={"Cookie": f"{session.COOKIE}={cookie}"}):
        signed = fields | {"csrf_token": session.form_token()}
    answer = client.post(address, data=signed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303, answer.text


def spoil_rooms(app: Flask, post_id: int) -> None:
    with app.test_request_context(), writing():
        post = db.session.get_one(Post, post_id)
        place(post, f"{PATH}{post_id}.html")  # As an import may have brought it.
        for number, payload in enumerate((*PAYLOADS, ALL)):
            state = ("approved", "approved", "pending", "spam")[number]
            address = f"https://pwn.example/{PATH}"
            top = add_comment(
                post, name=SHORT, source=payload, email=SHORT, url=address, state=state
            )
            add_comment(post, name=SHORT, source=payload, parent=top, source_format="html")
        keep_picture(prepare_picture(picture()), alt=SHORT, filename=f"{SHORT}.png")
        for name in ("title", "tagline", "description"):
            change_setting(name, SHORT)
        change_setting("custom_css", CSS)
        lead_on([lead(f"{PATH}old", f"{PATH}new"), lead("/old", f"https://pwn.example{PATH}")])
        db.session.add(Miss(path=f"{PATH}miss", path_key=f"{PATH}miss", hits=3))
        refuse(add_run(None, "pwn.xml", SHORT), ALL)
        note(None, "post.publish", ALL)
        note(None, SHORT[:60], ALL)
        for person in db.session.scalars(select(User)):
            typed = dict.fromkeys(FIELDS, ALL) | {"version": "1", "published_at": SHORT}
            keep(person.id, f"post-{post_id}", typed, post_id=post_id, version=1)
            keep(person.id, "new-post", typed, post_id=None, version=0)


def public_pages(app: Flask, post_id: int) -> list[str]:
    """Where readers meet what was written, the link to a draft and a page that is not there too."""
    with app.test_request_context():
        post = db.session.get_one(Post, post_id)
        label = db.session.scalar(select(Label.slug).order_by(Label.posts.desc()).limit(1))
        writer = db.session.scalar(select(User.slug).where(User.id == post.author_id))
        comment = db.session.scalar(select(Comment.id).filter_by(state="approved", depth=0))
        assert post.path
        assert post.published_at
        return [
            "/", "/feed.atom", "/feed.rss", "/comments/feed.atom",
            post.path, f"/{post.published_at:%Y}/", f"/{post.published_at:%Y/%m}/",
            f"/label/{label}", f"/author/{writer}", "/search?q=pwn", f"/search?q={quote(SHORT)}",
            "/popular?range=year", f"/comments/{post_id}", f"/comments/{post_id}/{comment}/reply",
        ]  # fmt: skip


@pytest.fixture
def watch(spoilt: Spoilt, visit: Callable[..., Visit]) -> Watch:
    """The owner's window on the spoilt blog."""
    window = visit(spoilt.live)
    let_in(window, spoilt.live)
    watching = Watch(window)
    watching.listen()
    return watching


@pytest.mark.proof
def test_nothing_that_is_stored_acts_on_any_page(spoilt: Spoilt, watch: Watch) -> None:
    assert len(spoilt.pages) > 30
    for path in [*spoilt.pages, *spoilt.public]:
        page = watch.open(path)
        assert "__pwn" in page.content() or "/admin/" in path, f"{path} shows none of it"
    watch.window.page.wait_for_timeout(1000)  # For what waits a moment, such as a trigger.
    watch.hold("at last")
    forget_pictures(watch.window)


def test_nothing_that_is_typed_acts_in_the_preview_or_by_its_link(watch: Watch) -> None:
    page = watch.open("/admin/posts/new")
    watch.window.wait_for_htmx()
    page.locator("#title").focus()
    page.keyboard.type(SHORT)
    page.locator("#source").focus()
    for payload in PAYLOADS:
        page.keyboard.insert_text(payload)
        page.keyboard.type(' <b onclick="alert(1)">typed</b>\n\n')
    expect(page.locator("#preview .prose")).to_contain_text("typed")
    expect(page.locator("#autosave")).to_contain_text("not saved yet")
    page.locator("#labels").focus()
    page.keyboard.type(f"{SHORT}, ")
    watch.hold("beside the text")

    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.locator("article.post")).to_contain_text("typed")
    assert opened.value.evaluate("window.__pwn") is None
    opened.value.close()

    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#announcer")).not_to_be_empty()
    page.reload()
    watch.window.wait_for_htmx()
    page.get_by_role("button", name="Make a link").click()
    shared = page.locator("#link-address").input_value()
    assert "typed" in watch.open(shared.removeprefix(watch.window.base)).content()
    forget_pictures(watch.window)


def test_nothing_acts_in_what_a_swap_brings(spoilt: Spoilt, watch: Watch) -> None:
    page = watch.open("/admin/comments/")
    watch.window.wait_for_htmx()
    entry = page.locator("[data-entry]").first
    entry.get_by_role("link", name="Reply").click()
    expect(entry.locator("textarea")).to_be_focused()
    page.keyboard.insert_text(ALL)
    entry.get_by_role("button", name="Approve").last.click()
    expect(page.locator("#announcer")).to_have_text("Your reply is published.")
    watch.hold("an answered comment")

    page = watch.open("/")
    watch.window.wait_for_htmx()
    page.locator(".widget.popular").get_by_role("link", name="Year").click()
    expect(page.locator(".widget.popular a[aria-current=true]")).to_have_text("Year")
    watch.hold("the popular posts")

    page = watch.open("/admin/posts/")
    watch.window.wait_for_htmx()
    page.locator(".lines input[type=checkbox]").first.check()
    page.get_by_label("Label to add or remove").fill(SHORT)
    page.get_by_role("button", name="Add label").click()
    expect(page.locator("#announcer")).not_to_be_empty()
    watch.hold("an act on several posts")

    page = watch.open("/admin/media/")
    watch.window.wait_for_htmx()
    page.set_input_files("#drop-pictures", [file(f"{SHORT}.png", b"no picture at all")])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".results .error")).to_be_visible()
    watch.hold("a refused picture")
    watch.window.refused.remove((422, "/admin/media/"))
    forget_pictures(watch.window)


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def forget_pictures(window: Visit) -> None:
    """A post may show pictures: that they are not there is all that comes of them."""
    window.page.wait_for_load_state("networkidle")
    window.refused = [told for told in window.refused if told != (404, PICTURE)]
