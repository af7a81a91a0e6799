"""What is told of views besides their posts: where from, on what, and how many readers a day."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from blog.config import Config
from blog.db import db, now
from blog.posts.models import Post
from blog.views import counting
from blog.views.buffer import View
from blog.views.devices import COMPUTER, PHONE, TABLET, device_of
from blog.views.models import DailyDevice, DailyReaders, DailySource
from blog.views.sources import OTHER, host_of
from tests.stage.reader import Reader
from tests.views.test_beacon import FIREFOX, GOOGLE, flush, see, today, views

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
PIXEL = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
)
GALAXY_TAB = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
IPAD = "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Version/12.1 Mobile"


def test_a_view_tells_its_source_its_device_and_a_reader_once(
    app: Flask, reader: Reader, make_post: Callable[..., Post]
) -> None:
    first, second = make_post(), make_post()
    see(reader, first, source="www.Search.example")
    see(reader, first, source="news.example")  # The same reader again: no new view.
    see(reader, second, source="")
    see(reader, second, agent=IPHONE, source="search.example:8443")
    see(reader, second, agent=GOOGLE, source="bots.example")
    flush(app)
    see(reader, second, agent=IPAD, address="198.51.100.9", source="localhost")  # From the blog.
    see(reader, first, agent=IPHONE, source="search.example")
    flush(app)

    assert sum(views(app).values()) == 5
    assert tallied(app, DailySource, "host") == {"search.example": 3, "": 1}
    assert tallied(app, DailyDevice, "device") == {COMPUTER: 2, PHONE: 2, TABLET: 1}
    assert readers(app) == {today(): 3}


def test_false_referrers_fill_no_table(
    app: Flask, post: Post, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_HOSTS", 3)
    for number in range(6):
        see(reader, post, address=f"203.0.{number}.1", source=f"host-{number}.example")
        flush(app)
    see(reader, post, address="203.0.99.1", source="host-0.example")
    see(reader, post, address="203.0.98.1", source="")
    flush(app)
    assert tallied(app, DailySource, "host") == {
        "host-0.example": 2, "host-1.example": 1, "host-2.example": 1, OTHER: 3, "": 1,
    }  # fmt: skip


def test_processes_that_flush_at_once_agree_on_everything(
    config: Config, make_app: Callable[[Config], Flask], make_post: Callable[..., Post], app: Flask
) -> None:
    posts = [make_post() for _ in range(3)]
    processes = [make_app(config) for _ in range(3)]
    for process in processes:
        for number in range(60):  # Of one network: fifty of them are believed.
            for post in posts:
                seen = View(post.id, now(), "198.51.100.7", f"{FIREFOX} {number}", "news.example")
                process.extensions["views"].add(seen)

    with ThreadPoolExecutor(3) as pool:
        counted = list(pool.map(flush, processes))

    assert sum(counted) == 3 * counting.MOST_PER_NETWORK
    assert set(views(app).values()) == {counting.MOST_PER_NETWORK}
    assert tallied(app, DailySource, "host") == {"news.example": 150}
    assert tallied(app, DailyDevice, "device") == {COMPUTER: 150}


@pytest.mark.parametrize(
    ("agent", "device"),
    [(IPHONE, PHONE), (PIXEL, PHONE), (GALAXY_TAB, TABLET), (IPAD, TABLET), (FIREFOX, COMPUTER),
     ("Opera/9.80 (J2ME/MIDP; Opera Mini/8)", PHONE), ("", COMPUTER)],
)  # fmt: skip
def test_a_device_is_told_coarsely(agent: str, device: str) -> None:
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("told", "host"),
    [("News.Example", "news.example"), ("www.news.example:443", "news.example"),
     ("www.example", "www.example"), ("xn--bcher-kva.example.", "xn--bcher-kva.example"),
     ("intranet", "intranet"), ("192.0.2.7", "192.0.2.7"), ("", ""), ("null", "null"),
     ("<b>news</b>.example", ""), ("news.example/path", ""), ("a b", ""), ("..", ""),
     ("news.example:x", ""), ("a" * 254, ""), (f"{'a' * 64}.example", ""), ("нью.example", ""),
     ("[::1]", ""), ("www.", "www")],
)  # fmt: skip
def test_a_source_is_a_host_or_nothing(told: str, host: str) -> None:
    assert host_of(told) == host


@pytest.mark.sqlite
@pytest.mark.parametrize("source", ["x" * 1000, "\x00", "=1+1", "é"])
def test_a_strange_body_harms_nobody(app: Flask, reader: Reader, post: Post, source: str) -> None:
    assert see(reader, post, source=source).status_code == 204
    flush(app)
    assert tallied(app, DailySource, "host") == {"": 1}


def tallied(app: Flask, model: Any, name: str) -> dict[str, int]:
    with app.app_context():
        return {
            getattr(row, name): row.views
            for row in db.session.scalars(select(model).filter_by(day=today()))
        }


def readers(app: Flask) -> dict[date, int]:
    with app.app_context():
        return {row.day: row.readers for row in db.session.scalars(select(DailyReaders))}
