"""Addresses that readers ask for in vain: counted exactly, and never too many of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from blog.background import Background
from blog.db import db, now, writing
from blog.posts import placing
from blog.posts.models import Post
from blog.redirects import jobs
from blog.redirects.actions import MOST_MISSES
from blog.redirects.buffer import ROOM, Buffer
from blog.redirects.jobs import flush_misses
from blog.redirects.models import Miss
from blog.redirects.scanners import is_attempt
from tests.stage.reader import Reader

MakePost = Callable[..., Post]
SignIn = Callable[..., Reader]


def counted(app: Flask) -> dict[str, int]:
    """Hits by path, once all that waits is counted."""
    with app.app_context():
        flush_misses()
        rows = db.session.execute(select(Miss.path, Miss.hits))
        return {path: hits for path, hits in rows}


def test_each_vain_request_is_counted_once(app: Flask, reader: Reader) -> None:
    began = now()
    for address in ("/old.html", "/old.html?m=&x=secret", "/old.html", "/caf%C3%A9"):
        assert reader.get(address).status_code == 404
    assert reader.htmx.get("/old.html").status_code == 404
    assert counted(app) == {"/old.html": 4, "/caf%C3%A9": 1}
    reader.get("/caf%c3%a9")
    assert counted(app) == {"/old.html": 4, "/caf%C3%A9": 2}
    assert counted(app) == {"/old.html": 4, "/caf%C3%A9": 2}
    with app.app_context():
        row = db.session.scalars(select(Miss).filter_by(hits=4)).one()
        assert (row.path_key, began <= row.last_at <= now()) == ("/old.html", True)


def test_what_no_redirect_could_help_is_not_counted(
    app: Flask, reader: Reader, sign_in: SignIn, post: Post, draft: Post
) -> None:
    owner = sign_in("owner")
    for address in (
        "/comments/4711", "/label/none", "/admin/nothing", "/wp-login.php", "/.env",
        "/x/phpinfo.php", "/.git/config", "/%00", "/%0a", "/" + "x" * 1000,
    ):  # fmt: skip
        reader.get(address)
    assert owner.get(str(draft.path)).status_code == 404
    assert reader.post("/vain").status_code in (404, 405)
    assert reader.head("/vain").status_code == 404
    assert reader.get(str(post.path)).status_code == 200
    assert counted(app) == {}


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/wp-admin/setup-config.php", True), ("/wp-content/x.css", True), ("/.aws/key", True),
        ("/old/index.PHP", True), ("/backup.zip", True), ("/cgi-bin/x", True),
        ("/2019/05/php.html", False), ("/my-vendor-story.html", False), ("/en.v2.html", False),
        ("/.well-known/acme", False), ("/why-i-left-wp", False), ("/picture.jpg", False),
    ],
)  # fmt: skip
def test_scanners_are_told_from_readers(path: str, is_one: bool) -> None:
    assert is_attempt(path) == is_one


def test_a_vain_request_costs_no_query_more(
    app: Flask, reader: Reader, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as scanner:
        reader.get("/nothing.php")
    with count_queries() as read:
        reader.get("/nothing.html")
    assert len(read) == len(scanner)
    assert counted(app) == {"/nothing.html": 1}


def test_a_flood_of_made_up_addresses_fills_neither_memory_nor_table(app: Flask) -> None:
    buffer: Buffer = app.extensions["misses"]
    for _ in range(3):
        buffer.add("/wanted.html", now())
        counted(app)
    for number in range(100_000):
        buffer.add(f"/flood/{number}", now())
        if number % 20_000 == 0:
            counted(app)
    assert len(buffer) == ROOM
    found = counted(app)
    assert len(found) <= MOST_MISSES
    assert found["/wanted.html"] == 3
    buffer.add("/late.html", now())
    assert counted(app)["/late.html"] == 1


def test_known_addresses_are_counted_even_where_there_is_no_room() -> None:
    buffer = Buffer(room=1)
    for path in ("/a", "/b", "/a"):
        buffer.add(path, now())
    assert [(one.path, one.hits) for one in buffer.take()] == [("/a", 2)]


def test_what_cannot_be_counted_now_waits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.extensions["misses"].add("/old.html", now(), 3)

    def break_down(_missed: object) -> None:
        raise OperationalError("", None, Exception())

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "count_misses", break_down)
        with app.app_context(), pytest.raises(OperationalError):
            flush_misses()
    assert counted(app) == {"/old.html": 3}


def test_what_is_answered_by_now_is_forgotten(
    app: Flask, reader: Reader, sign_in: SignIn, make_post: MakePost
) -> None:
    for address in ("/one.html", "/two.html", "/three.html", "/four.html"):
        reader.get(address)
    assert len(counted(app)) == 4
    owner = sign_in("owner")
    post = make_post(path="/one.html")
    with app.app_context(), writing():
        placing.add_alias("/two.html", post=db.session.get_one(Post, post.id))
    make_post(path="/four.html", status="draft")
    page = owner.get("/admin/redirects/misses").text
    assert "/three.html" in page
    assert "/four.html" in page  # Nobody but its author sees a draft.
    assert "/one.html" not in page
    assert "/two.html" not in page
    reader.get("/three.html")
    assert counted(app) == {"/three.html": 2, "/four.html": 1}


def test_a_process_that_ends_counts_what_waits(app: Flask) -> None:
    work: Background = app.extensions["background"]
    app.extensions["misses"].add("/old.html", now())
    work.start()
    work.stop()
    with app.app_context():
        assert db.session.scalars(select(Miss.path)).all() == ["/old.html"]
