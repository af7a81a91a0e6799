"""Two nights of visits come out as an honest count has them, over processes and midnights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from blog.config import Config
from blog.db import db
from blog.popular.jobs import renew
from blog.popular.models import PopularRank
from blog.posts.models import Post
from blog.views.jobs import flush, forget_past_days
from blog.views.models import DailyDevice, DailyReaders, DailySource, DailyViews
from tests.stage.admin import token
from tests.stage.visits import Visit, honest_count, visits

ZONE = ZoneInfo("Pacific/Auckland")
FIRST_NIGHT = datetime(2026, 5, 1, 23, 50, tzinfo=ZONE)
VISITS = 500  # On each side of a midnight.


@pytest.mark.sqlite
def test_two_nights_of_visits_come_out_as_an_honest_count_has_them(
    app: Flask,
    config: Config,
    make_app: Callable[[Config], Flask],
    make_post: Callable[..., Post],
    draft: Post,
    page: Post,
    change_setting: Callable[[str, object], None],
) -> None:
    change_setting("time_zone", ZONE.key)
    long_ago = FIRST_NIGHT - timedelta(days=30)
    posts = [make_post(published_at=long_ago + timedelta(hours=n)).id for n in range(12)]
    hidden = [draft.id, page.id, 424242, make_post(status="trashed").id]
    processes, random = [app, make_app(config)], Random(5)
    days = [visits(VISITS, posts, hidden, seed) for seed in range(4)]
    with time_machine.travel(FIRST_NIGHT - timedelta(hours=2), tick=False) as clock:
        cookie = token(app, "owner")
        for night in range(2):
            evening, morning = days[2 * night : 2 * night + 2]
            for number, visit in enumerate(evening + morning):
                start = FIRST_NIGHT + timedelta(days=2 * night)
                clock.move_to(start + timedelta(seconds=1200 * number / (2 * VISITS)))
                send(random.choice(processes), visit, cookie)
                if number % 30 == 0:
                    flush_one(random.choice(processes))
            for process in processes:
                flush_one(process)

        expected = {
            (FIRST_NIGHT + timedelta(days=number)).date(): honest_count(day)
            for number, day in enumerate(days)
        }
        assert counted(app, DailyViews, "post_id") == {d: t.posts for d, t in expected.items()}
        assert counted(app, DailySource, "host") == {d: t.hosts for d, t in expected.items()}
        assert counted(app, DailyDevice, "device") == {d: t.devices for d, t in expected.items()}
        with app.app_context():
            readers = {row.day: row.readers for row in db.session.scalars(select(DailyReaders))}
            assert readers == {d: t.readers for d, t in expected.items()}
            renew()
            ranks = select(PopularRank).filter_by(range="week").order_by(PopularRank.rank)
            ranked = [(row.post_id, row.views) for row in db.session.scalars(ranks)]
    sums = {post: sum(tally.posts[post] for tally in expected.values()) for post in posts}
    newer_first = sorted(sums.items(), key=lambda item: (-item[1], -posts.index(item[0])))
    assert ranked == newer_first


def send(app: Flask, visit: Visit, cookie: str) -> None:
    browser = app.test_client()
    if visit.is_signed_in:
        browser.set_cookie("octavo_login", cookie)
    browser.post(
        f"/views/{visit.post_id}",
        data=visit.source,
        headers={"User-Agent": visit.agent, **dict(visit.headers)},
        environ_overrides={"REMOTE_ADDR": visit.address},
    )


def flush_one(app: Flask) -> None:
    with app.app_context():
        flush()
        forget_past_days()


def counted(app: Flask, model: Any, name: str) -> dict[Any, dict[Any, int]]:
    """By day and what the rows tell apart, the views."""
    found: dict[Any, dict[Any, int]] = {}
    with app.app_context():
        for row in db.session.scalars(select(model)):
            found.setdefault(row.day, {})[getattr(row, name)] = row.views
    return found
