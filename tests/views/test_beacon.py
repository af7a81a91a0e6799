"""Views are counted by the beacon: each reader once a day and post, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from blog.db import db, now, writing
from blog.posts.models import Post
from blog.views import counting, jobs
from blog.views.buffer import Buffer, View
from blog.views.models import DailySalt, DailyViews, ReaderSeen, ViewSeen
from blog.views.visitors import visitor_name
from tests.stage.reader import Reader

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def test_a_view_is_counted_once_it_is_flushed(app: Flask, reader: Reader, post: Post) -> None:
    assert see(reader, post).status_code == 204
    assert views(app) == {}

    flush(app)

    assert list(views(app).values()) == [1]


def test_a_beacon_asks_nothing_of_the_database(
    reader: Reader, post: Post, count_queries: Callable[[], Any]
) -> None:
    reader.get("/healthz")  # A process's very first request looks at the tables.
    with count_queries() as queries:
        answer = see(reader, post)
    assert queries == []
    assert "Set-Cookie" not in answer.headers


def test_who_writes_the_blog_is_no_reader_of_it(
    app: Flask, sign_in: Callable[[str], Reader], post: Post
) -> None:
    author = sign_in("contributor")
    assert see(author, post).status_code == 204
    flush(app)
    assert views(app) == {}
    author.post("/account/sign-out")
    see(author, post)
    flush(app)
    assert list(views(app).values()) == [1]


def test_one_reader_counts_once_a_day_and_post(
    app: Flask, reader: Reader, make_post: Callable[..., Post]
) -> None:
    first, second = make_post(), make_post()
    for post in (first, first, second):
        see(reader, post)
    flush(app)
    see(reader, first)
    flush(app)

    assert views(app) == {(today(), first.id): 1, (today(), second.id): 1}


def test_two_readers_count_twice(app: Flask, reader: Reader, post: Post) -> None:
    see(reader, post, agent=FIREFOX)
    see(reader, post, agent=CHROME)
    see(reader, post, agent=FIREFOX, address="198.51.100.7")
    flush(app)
    assert views(app) == {(today(), post.id): 3}


@pytest.mark.parametrize(
    ("agent", "headers"),
    [
        (GOOGLE, {}),
        ("curl/8.5.0", {}),
        ("", {}),
        (FIREFOX, {"Sec-Purpose": "prefetch;prerender"}),
        (FIREFOX, {"Purpose": "prefetch"}),
        (FIREFOX, {"X-Moz": "prefetch"}),
        (f"{FIREFOX} HeadlessChrome/140.0", {}),
        (FIREFOX, {"Sec-Fetch-Site": "cross-site"}),
        (FIREFOX, {"Sec-Fetch-Site": "same-site"}),
        (FIREFOX, {"Sec-Fetch-Site": "none"}),
        (FIREFOX, {"Sec-Fetch-Site": "", "Origin": "https://other.example"}),
    ],
    ids=[
        "crawler", "program", "nameless", "prerendered", "prefetched", "prefetched of old",
        "headless", "another site", "a neighbour", "typed", "another origin",
    ],
)  # fmt: skip
def test_who_does_not_read_does_not_count(
    app: Flask, reader: Reader, post: Post, agent: str, headers: dict[str, str]
) -> None:
    is_foreign = {"Sec-Fetch-Site", "Origin"} & set(headers)
    assert see(reader, post, agent=agent, headers=headers).status_code == (
        403 if is_foreign else 204
    )
    flush(app)
    assert views(app) == {}


@pytest.mark.sqlite
def test_a_program_that_tells_no_page_is_no_reader(app: Flask, reader: Reader, post: Post) -> None:
    reader.headers = {}
    assert see(reader, post).status_code == 204
    flush(app)
    assert views(app) == {}
    see(reader, post, headers={"Origin": "http://localhost"})  # An older browser.
    flush(app)
    assert list(views(app).values()) == [1]


def test_only_public_posts_count(
    app: Flask, reader: Reader, draft: Post, make_post: Callable[..., Post]
) -> None:
    hidden = [
        draft.id,
        make_post(published_at=now() + timedelta(days=1)).id,
        make_post(status="trashed").id,
        424242,
        2**31,
        10**30,
        0,
    ]
    for number in hidden:
        answer = reader.post(f"/views/{number}", headers={"User-Agent": FIREFOX})
        assert answer.status_code == 204
    flush(app)
    assert views(app) == {}


def test_a_new_day_counts_anew_and_forgets_the_old_one(
    app: Flask, reader: Reader, make_post: Callable[..., Post]
) -> None:
    post = make_post(published_at=datetime(2026, 1, 1, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False) as clock:
        see(reader, post)
        flush(app)
        clock.move_to(datetime(2026, 5, 2, 12, tzinfo=UTC))
        see(reader, post)
        flush(app)
        assert views(app) == {(date(2026, 5, 1), post.id): 1, (date(2026, 5, 2), post.id): 1}
        with app.app_context():
            first, second = db.session.scalars(select(ViewSeen.visitor).order_by(ViewSeen.day))
            assert first != second
            jobs.forget_past_days()
            assert list(db.session.scalars(select(ViewSeen.day))) == [date(2026, 5, 2)]
            assert list(db.session.scalars(select(ReaderSeen.day))) == [date(2026, 5, 2)]
            assert list(db.session.scalars(select(DailySalt.day))) == [date(2026, 5, 2)]
        assert len(views(app)) == 2


def test_the_day_ends_in_the_blogs_own_time_zone(
    app: Flask,
    reader: Reader,
    make_post: Callable[..., Post],
    change_setting: Callable[[str, object], None],
) -> None:
    change_setting("time_zone", "Pacific/Auckland")
    post = make_post(published_at=datetime(2026, 1, 1, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 5, 1, 11, 59, tzinfo=UTC), tick=False) as clock:
        see(reader, post)
        clock.move_to(datetime(2026, 5, 1, 12, 1, tzinfo=UTC))  # Midnight in Auckland is past.
        flush(app)
        with app.app_context():
            jobs.forget_past_days()
            assert db.session.scalar(select(func.count()).select_from(DailySalt)) == 1
        see(reader, post)
        flush(app)
    assert views(app) == {(date(2026, 5, 1), post.id): 1, (date(2026, 5, 2), post.id): 1}


def test_one_network_cannot_stuff_a_post(app: Flask, reader: Reader, post: Post) -> None:
    for number in range(70):
        see(reader, post, agent=f"{FIREFOX} {number}")
        if number == 30:
            flush(app)
    see(reader, post, address="198.51.100.7")
    flush(app)
    assert views(app) == {(today(), post.id): counting.MOST_PER_NETWORK + 1}


def test_one_ipv6_household_is_one_network(app: Flask, reader: Reader, post: Post) -> None:
    for number in range(70):
        see(reader, post, address=f"2001:db8:1:2::{number:x}")
    flush(app)
    assert views(app) == {(today(), post.id): counting.MOST_PER_NETWORK}


def test_the_database_holds_no_address_and_no_name_that_can_be_guessed(
    app: Flask, reader: Reader, post: Post
) -> None:
    see(reader, post, address="198.51.100.7")
    flush(app)
    with app.app_context():
        visitor = db.session.scalar(select(ViewSeen.visitor)) or ""
        salt = db.session.scalar(select(DailySalt.salt)) or ""
    assert len(salt) == 64
    assert visitor == visitor_name(salt, "198.51.100.7", FIREFOX)
    assert visitor != visitor_name("0" * 64, "198.51.100.7", FIREFOX)
    assert re.fullmatch("[0-9a-f]{42}", visitor)


def test_processes_that_flush_at_once_count_each_reader_once(
    config: Any, make_app: Callable[[Any], Flask], make_post: Callable[..., Post], app: Flask
) -> None:
    posts = [make_post() for _ in range(5)]
    seen = [
        View(post.id, now(), f"198.51.100.{number}", FIREFOX)
        for number in range(20)
        for post in posts
    ]
    processes = [make_app(config) for _ in range(4)]
    for number, process in enumerate(processes):
        for view in seen if number % 2 else reversed(seen):
            process.extensions["views"].add(view)

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(flush, processes))

    assert sum(counted) == 100
    assert views(app) == {(today(), post.id): 20 for post in posts}


def test_a_flush_that_fails_loses_nothing(
    app: Flask, reader: Reader, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(reader, post, agent=FIREFOX)
    see(reader, post, agent=CHROME)
    with monkeypatch.context() as patch:
        patch.setattr(counting, "_add_up", fail)
        with pytest.raises(RuntimeError):
            flush(app)
    assert views(app) == {}

    flush(app)

    assert views(app) == {(today(), post.id): 2}


def test_a_flood_is_dropped_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    full = Buffer(room=2)
    for number in range(5):
        full.add(View(1, now(), "198.51.100.7", str(number)))
    assert [view.agent for view in full.take(10)] == ["0", "1"]
    assert len([line for line in caplog.records if "dropped" in line.getMessage()]) == 1


def test_a_post_taken_down_takes_its_views_along(app: Flask, reader: Reader, post: Post) -> None:
    see(reader, post)
    flush(app)
    with app.app_context(), writing():
        db.session.delete(db.session.get_one(Post, post.id))
    assert views(app) == {}


def test_the_page_of_a_post_names_its_beacon(reader: Reader, post: Post, page: Post) -> None:
    script = reader.get(post.path or "").find("script[data-views]")
    assert script.attributes["data-views"] == f"/views/{post.id}"
    source = reader.get(script.attributes["src"] or "").text
    assert "sendBeacon" in source
    assert len(source.splitlines()) <= 15


def see(
    reader: Reader,
    post: Post,
    *,
    agent: str = FIREFOX,
    address: str = "198.51.100.1",
    headers: dict[str, str] | None = None,
    source: str = "example.org",
) -> Any:
    return reader.post(
        f"/views/{post.id}",
        data=source,
        content_type="text/plain;charset=UTF-8",
        headers={"User-Agent": agent} | (headers or {}),
        environ_overrides={"REMOTE_ADDR": address},
    )


def flush(app: Flask) -> int:
    with app.app_context():
        return jobs.flush()


def views(app: Flask) -> dict[tuple[date, int], int]:
    with app.app_context():
        rows = db.session.execute(select(DailyViews.day, DailyViews.post_id, DailyViews.views))
        return {(day, post): count for day, post, count in rows}


def today() -> date:
    return now().date()


def fail(*args: object) -> None:
    raise RuntimeError("the disk is full")
