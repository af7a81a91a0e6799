"""Transactions: a GET cannot write, one write at a time, nothing half-way, times in UTC."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from werkzeug.test import TestResponse

from blog import db as house
from blog.config import Config
from blog.db import db, now, writing
from blog.people.models import User
from blog.posts.models import Post
from blog.site.models import Setting

WRITERS = 8
ROWS_EACH = 12


def add_person(name: str) -> str:
    db.session.add(User(name=name, slug=name))
    return "written"


def people(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(User)) or 0


@pytest.fixture
def guestbook(app: Flask) -> Flask:
    """The blog with one more address: GET writes as it must not, POST as it should."""

    def wrong() -> str:
        add_person("guest")
        db.session.commit()
        return "written"

    def right() -> str:
        with writing():
            return add_person("guest")

    app.add_url_rule("/guestbook", "wrong", wrong, methods=["GET"])
    app.add_url_rule("/guestbook", "right", right, methods=["POST"])
    return app


def test_a_get_cannot_write(guestbook: Flask) -> None:
    assert guestbook.test_client().get("/guestbook").status_code >= 500
    assert people(guestbook) == 0


def test_a_post_writes(guestbook: Flask) -> None:
    assert guestbook.test_client().post("/guestbook").status_code == 200
    assert people(guestbook) == 1


def test_a_get_after_a_post_on_the_same_connection_cannot_write(guestbook: Flask) -> None:
    browser = guestbook.test_client()
    browser.post("/guestbook")
    assert browser.get("/guestbook").status_code >= 500
    assert people(guestbook) == 1


def test_a_post_cannot_write_outside_writing(app: Flask) -> None:
    with app.test_request_context("/", method="POST"), pytest.raises(DBAPIError):
        db.session.execute(insert(User).values(name="x", slug="x", role="", bio="", origin=""))


def test_writing_sees_what_others_wrote_since_the_request_began(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        person = User(name="ada", slug="ada")
        with writing():
            db.session.add(person)
        assert person.name == "ada"
        with ThreadPoolExecutor(1) as threads:
            threads.submit(rename_everybody, app, "grace").result()
        assert person.name == "ada"
        with writing():
            assert person.name == "grace"
            person.name += " hopper"
        assert person.name == "grace hopper"


def rename_everybody(app: Flask, name: str) -> None:
    with app.test_request_context("/", method="POST"), writing():
        db.session.execute(update(User).values(name=name))


def test_writing_commits_once_at_its_end(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        with writing():
            add_person("ada")
            db.session.flush()
        assert db.session.scalar(select(User.name)) == "ada"
    assert people(app) == 1


def test_writing_leaves_nothing_after_an_error(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        with suppress(ZeroDivisionError), writing():
            add_person("ada")
            db.session.flush()
            raise ZeroDivisionError
        assert db.session.scalar(select(User.name)) is None
        with pytest.raises(DBAPIError):
            db.session.execute(insert(User).values(name="x", slug="x", role="", bio="", origin=""))


def test_eight_writers_at_once_all_succeed(app: Flask) -> None:
    def write(number: int) -> None:
        for row in range(ROWS_EACH):
            with app.test_request_context("/", method="POST"), writing():
                present = db.session.scalar(select(func.count()).select_from(User))
                add_person(f"{number}-{row}-{present}")

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))
    assert people(app) == WRITERS * ROWS_EACH


def test_readers_are_not_held_up_by_a_writer(app: Flask) -> None:
    with holding_the_lock(app):
        assert app.test_client().get("/").status_code == 200


def test_who_waits_too_long_for_another_writer_is_asked_to_come_back(
    guestbook: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "PRAGMAS", (*house.PRAGMAS[:3], "busy_timeout=200"))
    answer = while_another_writes(guestbook, guestbook.test_client().post)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert guestbook.test_client().post("/guestbook").status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {"Host": "evil.example"}),
        ("PUT", "/", {}),
        ("POST", "/comments/1", {"Sec-Fetch-Site": "cross-site"}),
        ("GET", "/static/nothing.css", {}),
        ("GET", "/static/nothing.css", {"HX-Request": "true"}),
    ],
)
def test_without_a_database_even_a_refusal_asks_to_come_back(
    monkeypatch: pytest.MonkeyPatch, app: Flask, method: str, path: str, headers: dict[str, str]
) -> None:
    def gone() -> None:
        raise OperationalError("SELECT", {}, Exception("the server has gone"))

    monkeypatch.setattr("blog.site.queries._read", gone)
    answer = app.test_client().open(path, method=method, headers=headers)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def while_another_writes(app: Flask, post: Callable[..., TestResponse]) -> TestResponse:
    with holding_the_lock(app):
        return post("/guestbook")


@contextmanager
def holding_the_lock(app: Flask) -> Iterator[None]:
    """A transaction of another program that has locked what a writer needs."""
    config: Config = app.config["BLOG"]
    if config.is_sqlite:
        # The same library: two different ones in one process do not see each other's locks.
        file = str(config.data_dir / "octavo.db")
        other = house.sqlite_module().connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text('LOCK TABLE "user" IN EXCLUSIVE MODE'))
        yield


def test_naive_times_are_refused(app: Flask) -> None:
    naive = datetime(2025, 1, 1)  # noqa: DTZ001
    with app.app_context(), pytest.raises(StatementError, match="naive time"):
        db.session.scalar(select(Post.id).where(Post.published_at == naive))


def test_times_come_back_aware_and_in_utc(app: Flask) -> None:
    moment = datetime(
        2025, 5, 1, 1, 30, 15, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45))
    )
    with app.app_context():
        with writing():
            db.session.add(Post(published_at=moment))
        found = db.session.scalars(select(Post.published_at)).one()
    assert found == moment
    assert found.tzinfo is UTC


def test_the_clock_is_aware() -> None:
    assert now().tzinfo is UTC


def test_a_row_that_refers_to_nothing_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError), writing():
        db.session.add(Post(author_id=4711))


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("synchronous", 2),
        ("busy_timeout", 5000),
        ("journal_mode", "wal"),
    ],
)
def test_every_connection_keeps_the_rules(app: Flask, pragma: str, value: object) -> None:
    with app.app_context():
        assert db.session.scalar(text(f"PRAGMA {pragma}")) == value


@pytest.mark.sqlite
def test_upper_and_lower_case_are_the_same_in_every_script(app: Flask) -> None:
    with app.app_context():
        assert db.session.scalar(select(func.lower("ÄÖÜ ΑΒΓ"))) == "äöü αβγ"


@pytest.mark.postgresql
@pytest.mark.parametrize("setting", ["statement_timeout", "lock_timeout"])
def test_no_statement_runs_for_ever(app: Flask, setting: str) -> None:
    with app.app_context():
        assert db.session.scalar(text(f"SHOW {setting}")) not in (None, "0")


def test_an_old_sqlite_gives_way_to_the_repaired_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    wheel = pytest.importorskip("pysqlite3", reason="there is no pysqlite3 wheel here")
    assert house.sqlite_module() is wheel.dbapi2
    assert house.is_sqlite_sound()


def test_an_old_sqlite_without_the_wheel_is_known_to_be_unsound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    assert house.sqlite_module() is sqlite3
    assert not house.is_sqlite_sound()


def test_a_new_sqlite_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert house.sqlite_module() is sqlite3


@pytest.mark.sqlite
def test_the_database_stands_in_the_data_folder(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), writing():
        db.session.add(Setting(name="title", value="x"))
    assert (tmp_path / "var" / "octavo.db").stat().st_size > 0
