"""Whatever a blog holds, a page asks the same few questions, and each is answered by an index."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text

from blog import background
from blog.db import db, now, writing
from blog.popular.jobs import renew
from blog.posts.models import Post
from blog.views.models import DailyViews
from tests.stage.reader import Reader

pytestmark = pytest.mark.proof

MANY = 100_000
READ = 20_000  # Posts of which each of the last days has a sum.
DAYS = 10
VIEWS = 10_000_000
POST_MOST, FRAGMENT_MOST = 6, 3

Question = tuple[str, Any]


@pytest.mark.parametrize("size", [10, MANY])
def test_a_page_asks_the_same_whatever_the_number_of_posts_and_views(
    app: Flask, reader: Reader, make_post: Callable[..., Post], database: str, size: int
) -> None:
    post = make_post(labels=["Ink"])
    add_posts(app, post, size)
    for views in (0, VIEWS):
        if views:
            add_views(app, min(size, READ), views)
        pages = {
            post.path or "": POST_MOST + 4,  # Widgets of the standard arrangement.
            f"/popular/ranking?range=all&post={post.id}": FRAGMENT_MOST,
            "/popular?range=year": FRAGMENT_MOST + 4,
        }
        reader.get(post.path or "")  # A process's very first request looks at the tables, too.
        for address, most in pages.items():
            with asked(app) as questions:
                answer = reader.get(address)
            assert answer.status_code == 200
            assert len(questions) <= most, [question for question, _values in questions]
            for question, values in questions:
                assert question.lstrip().upper().startswith(("SELECT", "WITH")), question
                if size == MANY:
                    assert not scans(app, database, question, values), question
    with asked(app) as questions:
        reader.post(
            f"/views/{post.id}", data="", headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"}
        )
    assert questions == []


def test_renewing_the_ranking_of_a_large_blog_takes_a_twentieth_of_the_time_at_most(
    app: Flask,
    make_post: Callable[..., Post],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    post = make_post()
    add_posts(app, post, MANY)
    add_views(app, READ, VIEWS)
    took: list[float] = []

    def renew_by_the_clock() -> None:
        began = time.monotonic()
        renew()
        took.append(time.monotonic() - began)

    monkeypatch.setattr(background, "renew", renew_by_the_clock)
    renewal = background.RankingRenewal()
    with app.app_context():
        renewal()
        rests_until = time.monotonic() + (renewal.REST - 1) * took[0]
        for day in range(3):  # New views come in all the time.
            with writing():
                on = now().date() - timedelta(days=day)
                db.session.add(DailyViews(post_id=post.id, day=on, views=1))
            if time.monotonic() < rests_until:
                renewal()
    assert len(took) == 1
    with capsys.disabled():
        print(f"\n{READ * DAYS} sums of {MANY} posts: renewed in {took[0]:.2f} s")


def add_posts(app: Flask, like: Post, number: int) -> None:
    """Copies of a post with paths of their own, each a minute older than the one before."""
    columns = {
        column.name: getattr(like, column.name)
        for column in Post.__table__.columns
        if column.name not in ("id", "path", "path_key", "published_at")
    }
    columns["legacy_id"] = None
    newest = now() - timedelta(days=3)
    with app.app_context():
        for start in range(0, number, 5_000):
            rows = [
                columns | {"path": f"/copy/{n}", "path_key": f"/copy/{n}",
                           "published_at": newest - timedelta(minutes=n)}
                for n in range(start, min(number, start + 5_000))
            ]  # fmt: skip
            with writing():
                db.session.execute(insert(Post), rows)


def add_views(app: Flask, posts: int, views: int) -> None:
    """For each of the last days a sum for so many posts, and the ranking that comes of it."""
    today = now().date()
    with app.app_context():
        for ago in range(DAYS):
            day = today - timedelta(days=ago)
            rows = [{"post_id": n + 2, "day": day, "views": views - n} for n in range(posts)]
            with writing():
                db.session.execute(insert(DailyViews), rows)
        with writing():
            db.session.execute(text("ANALYZE"))
        renew()


@contextmanager
def asked(app: Flask) -> Iterator[list[Question]]:
    """Every statement of the block with its values."""
    questions: list[Question] = []

    def note(*args: Any) -> None:
        if (
            not args[2]
            .lstrip()
            .upper()
            .startswith(("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SET"))
        ):
            questions.append((args[2], args[3]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield questions
    finally:
        event.remove(engine, "before_cursor_execute", note)


def scans(app: Flask, database: str, question: str, values: Any) -> list[str]:
    """The steps of the database's plan that go through all posts or all sums of views."""
    prefix = "EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN "
    with app.app_context(), db.engine.connect() as connection:
        plan = connection.exec_driver_sql(prefix + question, values).fetchall()
    steps = [str(row[-1]) for row in plan]
    whole = r"SCAN (post|daily_views)\b(?! USING)|Seq Scan on (post|daily_views)\b"
    return [step for step in steps if re.search(whole, step)]
