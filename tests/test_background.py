"""The work beside requests: who does it, when it starts, and that it ends cleanly."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import structlog
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from blog import background
from blog.background import Background, Job, RankingRenewal, elected_jobs
from blog.config import Config
from blog.db import db, now, reading, writing
from blog.election import DatabaseSeat, seat
from blog.popular.models import PopularRank
from blog.posts.models import Post
from blog.views.buffer import View
from blog.views.models import DailyViews
from tests.stage.reader import Reader

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "FLUSH_SECONDS", 0.02)
    monkeypatch.setattr(background, "ELECTION_SECONDS", 0.02)


def test_under_test_nothing_runs_unasked(app: Flask, reader: Reader) -> None:
    reader.get("/healthz")
    assert work(app).pid == 0


@pytest.mark.usefixtures("hurried")
def test_the_first_request_starts_it(app: Flask, reader: Reader, post: Post) -> None:
    app.testing = False
    try:
        reader.post(f"/views/{post.id}", headers={"User-Agent": FIREFOX})
        assert eventually(lambda: total(app) == 1)
        assert eventually(lambda: ranks(app) > 0)
    finally:
        background.stop(app)


@pytest.mark.usefixtures("hurried")
def test_stopping_counts_what_still_waits(
    app: Flask, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "FLUSH_SECONDS", 600)
    work(app).start()
    app.extensions["views"].add(View(post.id, now(), "198.51.100.1", FIREFOX))
    background.stop(app)
    assert total(app) == 1
    background.stop(app)
    assert total(app) == 1


def test_stopping_what_never_started_is_harmless(app: Flask) -> None:
    background.stop(app)


@pytest.mark.usefixtures("hurried")
def test_one_process_does_the_jobs_and_another_takes_over(
    config: Config, make_app: Callable[[Config], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    numbers = iter(range(1, 100))

    def jobs() -> list[Job]:
        number = next(numbers)
        return [Job("note", 0, lambda: done.append(number))]

    monkeypatch.setattr(background, "elected_jobs", jobs)
    first, second = make_app(config), make_app(config)
    work(first).start()
    assert eventually(lambda: 1 in done)
    work(second).start()
    time.sleep(0.2)
    assert 2 not in done

    background.stop(first)

    assert eventually(lambda: 2 in done)
    background.stop(second)


@pytest.mark.postgresql
def test_a_seat_whose_connection_is_cut_goes_to_another(app: Flask) -> None:
    with app.app_context():
        first, second = DatabaseSeat(), DatabaseSeat()
        assert first.is_held()
        assert first.is_held()
        assert not second.is_held()
        with db.engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND database ="
                    " (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )
        assert eventually(second.is_held)
        assert not first.is_held()
        second.release()
        assert first.is_held()
        first.release()


def test_a_seat_takes_no_connection_of_the_requests(app: Flask, config: Config) -> None:
    with app.app_context():
        taken = seat(config)
        assert taken.is_held()
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        taken.release()


@pytest.mark.usefixtures("hurried")
def test_a_job_that_fails_stops_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def break_down() -> None:
        done.append("broken")
        raise RuntimeError("the disk is full")

    jobs = [Job("broken", 0, break_down), Job("sound", 0, lambda: done.append("sound"))]
    monkeypatch.setattr(background, "elected_jobs", lambda: jobs)
    with structlog.testing.capture_logs() as lines:
        monkeypatch.setattr(background, "log", structlog.get_logger())
        work(app).start()
        assert eventually(lambda: done.count("broken") > 2 and done.count("sound") > 1)
        background.stop(app)
    told = [line["event"] for line in lines if line.get("job") == "broken"]
    assert told[:2] == ["job failed", "job still fails"]


def test_every_job_of_the_elected_process_works(app: Flask, make_post: Callable[..., Post]) -> None:
    due = make_post(published_at=now() + timedelta(days=1), labels=["Ink"])
    with app.app_context(), writing():
        db.session.get_one(Post, due.id).published_at = now()
    with app.app_context():
        for job in elected_jobs():
            job.run()
    with app.app_context():
        assert db.session.get_one(Post, due.id).is_counted
    assert ranks(app) == 4


def test_the_ranking_is_renewed_when_views_came_in(
    app: Flask, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed = []
    monkeypatch.setattr(background, "renew", lambda: renewed.append(1))
    monkeypatch.setattr(RankingRenewal, "REST", 0)
    renewal = RankingRenewal()
    with app.app_context():
        renewal()
        renewal()
        assert len(renewed) == 1
        with writing():
            db.session.add(DailyViews(post_id=post.id, day=now().date(), views=1))
        renewal()
        assert len(renewed) == 2


def test_a_long_look_holds_no_write_lock(app: Flask, post: Post) -> None:
    with app.app_context(), reading():
        db.session.scalar(select(func.count()).select_from(Post))
        with app.app_context(), writing():
            db.session.get_one(Post, post.id).title = "Changed meanwhile"


def test_a_look_cannot_write(app: Flask, post: Post) -> None:
    with app.app_context(), reading():
        db.session.get_one(Post, post.id).title = "Changed"
        with pytest.raises(DBAPIError, match=r"read-?only"):
            db.session.flush()


def work(app: Flask) -> Background:
    found: Background = app.extensions["background"]
    return found


def total(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.sum(DailyViews.views))) or 0


def ranks(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(PopularRank)) or 0


def eventually(is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.02)
    return False
