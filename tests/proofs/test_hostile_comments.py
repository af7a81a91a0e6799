"""Thousands of hostile comments by every way in, shown by a real browser: nothing of them acts.

They come by the form, as replies, as changed words, by the preview and by an import. They are met
on the pages of readers, in the moderator's queue, in the feed and in letters.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from itertools import cycle
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Dialog, Request, expect
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import func, select

from blog.comments.actions import move
from blog.comments.models import Comment
from blog.db import db, writing
from blog.people.models import User
from blog.posts.models import Post
from blog.site.actions import change_setting
from tests.comments.test_hostile import ACTIVE, attacks
from tests.importing import exports
from tests.mail.postmen import Postman, listening
from tests.stage import commands
from tests.stage.admin import config_of, let_in, token
from tests.stage.browsers import LiveBlog, Visit, serve
from tests.stage.databases import closing_app
from tests.stage.senders import Sender
from tests.test_hostile_forms import packed

pytestmark = [pytest.mark.proof, pytest.mark.browser]

COMMENTS = 700
LONGEST_NAME, LONGEST_TEXT = 95, 4_900
CORES = (
    "<script>window.__pwn=1</script>",
    "<img src=/pwn onerror=window.__pwn=1>",
    "<svg/onload=alert(1)>",
    "javascript:window.__pwn=1",
    "java\tscript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    "https://pwn.example/'\"><b hx-get=/pwn hx-trigger=load>",
    "//pwn.example/x.png",
    "\r\nBcc: pwn@pwn.example\r\nSubject: pwn",
    "{{ 7 * 7 }}${7*7}<%= 7 %>",
    "]]><!--</title></textarea></style></script><base href=//pwn.example>",
    "\u202e\u2066<a href=javascript:alert(1)>x</a>\u2069",
)
FRAMES = (
    "{}", "[a]({})", "![a]({})", "<{}>", "[a]: {}\n\n[a]", "`{}`", "```{}\n{}\n```", "> {}",
    "@{}", "- {}\n- {}", '<a href="{}">a</a>', "<a href='{}'>a</a>", "<a href={}>a</a>",
    '<img src="{}">', '<iframe srcdoc="{}"></iframe>', "&lt;{}&gt;", "**{}**", "\\{}", "\x00{}\x08",
    '"{}"', "'{}'", "<b title='{}'>b</b>", '<form action="{}"><button>c</button></form>',
    "<math><mtext>{}</mtext></math>", "<style>@import '{}';</style>",
)  # fmt: skip
# What our own pages ask for by themselves.
OURS = re.compile(
    r"/(static/|media/|theme-|favicon|icon|widgets/|popular/ranking|views/\d+"
    r"|comments/\d+/(news|stamp|preview|arrivals))"
)


@dataclass
class Spoilt:
    """A running blog under whose busiest post all attacks stand, and what came of sending them."""

    live: LiveBlog
    postman: Postman
    texts: list[str]
    post_id: int
    statuses: dict[str, int] = field(default_factory=dict)

    def count(self, way: str, status: int) -> None:
        key = f"{way} {status}"
        self.statuses[key] = self.statuses.get(key, 0) + 1


@pytest.fixture(scope="module")
def strings(corpus: Path) -> list[str]:
    made = [frame.replace("{}", core) for frame in FRAMES for core in CORES]
    found = [*attacks(corpus), *made]
    assert len(found) >= 5000
    return found


@pytest.fixture(scope="module")
def spoilt(
    sample_folder: Path, strings: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Spoilt]:
    folder = shutil.copytree(sample_folder, tmp_path_factory.mktemp("hostile") / "var")
    postman = Postman()
    with listening(postman) as port:
        mail = {"BLOG_SMTP_URL": f"smtp://127.0.0.1:{port}", "BLOG_MAIL_FROM": "blog@example.org"}
        for live in serve(folder, BLOG_TRUSTED_PROXIES="1", **mail):
            with closing_app(config_of(live)) as app:
                token(app, "owner")
                with app.app_context(), writing():
                    change_setting("comments_hold", [])
                    change_setting("comments_per_hour_of_all", 100_000)
                    for owner in db.session.scalars(select(User).filter_by(role="owner")):
                        owner.email, owner.comment_mail = "olga@example.org", "all"
            post_id = int(live.kinds["comments"].rpartition("/")[2])
            made = Spoilt(live, postman, list(packed(strings, LONGEST_TEXT)), post_id)
            send_all(made, list(packed(strings, LONGEST_NAME)))
            yield made


def send_all(spoilt: Spoilt, names: list[str]) -> None:
    """Every text at least once; every second answers the one before, every fifth is changed."""
    texts, last = cycle(spoilt.texts), ""
    assert len(spoilt.texts) < COMMENTS
    for number in range(COMMENTS):
        sender = Sender(spoilt.live.url, f"10.{number // 256}.{number % 256}.1")
        text, name = next(texts), names[number * len(names) // COMMENTS]
        more = {"parent": last} if last and number % 2 else {}
        if number % 3 == 0:
            odd = {"email": f"{name}@pwn.example", "website": f"https://pwn.example/{name}"}
            refused = sender.comment(spoilt.post_id, name, text, **odd, **more)
            spoilt.count("create with odd details", refused.status)
            assert_inert(refused.text)
        sent = sender.comment(spoilt.post_id, name, f"{number} {text}", **more)
        spoilt.count("create", sent.status)
        assert_inert(sent.text)
        if sent.status != 303:
            continue
        is_shown = Sender(spoilt.live.url).get(sent.location).status == 302
        last = str(sent.comment_id) if is_shown else last
        if number % 5 == 0:
            address = f"/comments/{spoilt.post_id}/{sent.comment_id}/edit"
            changed = sender.post(address, {"text": f"{number} changed {next(texts)}"})
            spoilt.count("edit", changed.status)
            assert_inert(changed.text)
            last = ""  # What was changed is judged again, and may wait from now on.


def assert_inert(page: str) -> None:
    """Nothing that somebody wrote is more than text and plain links."""
    for node in LexborHTMLParser(page).css(".comment .body *, .preview .body *"):
        assert node.tag not in ACTIVE, node.html
        for name, text in node.attributes.items():
            assert not name.startswith(("on", "hx-", "data-", "style", "src")), node.html
            if name == "href":
                assert (text or "").startswith(("http://", "https://", "mailto:", "/", "#"))


class Watch:
    """A window in which any dialog, any script of theirs and any unexpected request is a fault."""

    def __init__(self, window: Visit) -> None:
        self.window, self.opened, self.odd = window, "", list[str]()
        window.page.on("dialog", self._close)
        window.page.on("request", self._note)

    def open(self, path: str) -> None:
        self.opened = path
        self.window.open(path)
        self.hold(path)

    def hold(self, where: str) -> None:
        assert self.window.page.evaluate("window.__pwn") is None, where
        assert self.odd == [], where
        assert self.window.problems == [], where

    def _note(self, request: Request) -> None:
        path = request.url.removeprefix(self.window.base)
        # Another host is a problem that the window itself notes.
        if "://" not in path and path != self.opened and not OURS.match(path):
            self.odd.append(f"{request.method} {path}")

    def _close(self, dialog: Dialog) -> None:
        self.odd.append("a dialog")
        dialog.dismiss()


@pytest.fixture
def watch(spoilt: Spoilt, visit: Callable[..., Visit]) -> Watch:
    return Watch(visit(spoilt.live))


def walk(watch: Watch, address: str, more: str) -> int:
    """Open the list and what follows it page by page; tells how many pages there are."""
    pages, waiting, seen = 0, [address], set[str]()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        watch.open(path)
        pages += 1
        for link in watch.window.page.locator(more).all():
            lead = (link.get_attribute("href") or "").partition("#")[0]
            if lead.startswith("/") and lead not in seen and lead not in waiting:
                waiting.append(lead)
    return pages


def test_nothing_acts_in_the_queue(spoilt: Spoilt, watch: Watch) -> None:
    let_in(watch.window, spoilt.live)
    with closing_app(config_of(spoilt.live)) as app, app.app_context():
        states = dict(
            db.session.execute(select(Comment.state, func.count()).group_by(Comment.state)).all()
        )
    assert sum(states.values()) > COMMENTS // 2
    pages = walk(watch, "/admin/comments/", "main a[href*='/admin/comments/?']")
    assert pages * 50 >= states.get("pending", 0) + states.get("spam", 0)


def test_nothing_acts_where_readers_meet_it(
    spoilt: Spoilt, watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing_app(config_of(spoilt.live)) as app, app.app_context():
        for comment in db.session.scalars(select(Comment).where(Comment.state != "deleted")).all():
            with writing():
                move(db.session.get_one(Comment, comment.id), "approved")
        path = str(db.session.get_one(Post, spoilt.post_id).path)
    watch.open(path)
    pages = walk(watch, f"/comments/{spoilt.post_id}", "#comments a[href*='?']")
    assert pages > 3
    for feed in ("/comments/feed.atom", f"/comments/{spoilt.post_id}/feed.atom"):
        found = feedparser.parse(Sender(spoilt.live.url).get(feed).text, sanitize_html=False)
        assert not found.bozo
        assert len(found.entries) > 10
        for entry in found.entries:
            assert_inert(f'<div class="comment"><div class="body">{entry.content[0].value}</div>')
    with capsys.disabled():
        print(f"\n{len(spoilt.texts)} texts: {spoilt.statuses}, {pages} pages of comments")


def test_nothing_acts_in_a_preview(spoilt: Spoilt, watch: Watch) -> None:
    watch.open(spoilt.live.kinds["post with many comments"])
    watch.window.wait_for_htmx()
    form = watch.window.page.locator("#comment-form")
    for text in spoilt.texts:
        form.locator("[name=text]").fill(text)
        form.locator("[name=name]").fill(CORES[1])
        with watch.window.page.expect_response("**/preview") as answer:
            form.get_by_role("button", name="Preview").click()
        assert answer.value.status in (200, 422)
        expect(form.get_by_role("button", name="Preview")).to_be_enabled()
        watch.hold(text)
    watch.window.refused = [told for told in watch.window.refused if told[0] != 422]


def test_letters_keep_their_headers_whatever_is_in_them(spoilt: Spoilt) -> None:
    deadline = time.monotonic() + 60
    while not spoilt.postman.letters and time.monotonic() < deadline:
        time.sleep(0.2)
    letters = spoilt.postman.read()
    assert letters
    for recipients, _content in spoilt.postman.letters:
        assert recipients == ["olga@example.org"]
    for letter in letters:
        assert_sound(letter)


def assert_sound(letter: EmailMessage) -> None:
    assert letter.get_all("To") == ["olga@example.org"]
    assert letter["Bcc"] is None
    assert letter["Cc"] is None
    assert len(letter.get_all("Subject", [])) == len(letter.get_all("From", [])) == 1
    assert letter.get_content_type() == "text/plain"
    assert not letter.defects


def test_nothing_acts_that_an_import_brings(
    strings: list[str], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    blog = exports.busy_blog(1)
    wrote = [
        exports.Comment(
            5000 + number, blog.posts[0].number, text,
            author=exports.Person(text[:100], "javascript:window.__pwn=1"),
        )
        for number, text in enumerate(packed([sound(text) for text in strings], 2_000))
    ]  # fmt: skip
    file = exports.write(tmp_path, replace(blog, comments=tuple(wrote)))
    folder = tmp_path / "var"
    environment = {"BLOG_DATA_DIR": str(folder)}
    done = commands.run(["import", file], environment, tmp_path)
    assert done.returncode == 0, done.stderr
    for live in serve(folder):
        watch = Watch(visit(live))
        with closing_app(config_of(live)) as app, app.app_context():
            number = db.session.scalar(select(Post.id).where(Post.comments > 0))
            assert db.session.scalar(select(func.count()).select_from(Comment)) == len(wrote)
        assert walk(watch, f"/comments/{number}", "#comments a[href*='?']") > len(wrote) // 250


def sound(text: str) -> str:
    """The text without what no XML can hold: an export cannot hold it either."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
