"""The database handle, the base of all models, the UTC type, and how transactions begin.

A GET reads: on both databases its transaction refuses to write. Everything that changes rows does
so inside `writing()`, one short transaction that takes SQLite's write lock at its start, so it can
never fail half-way because somebody else wrote first.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from flask import Flask, g, has_app_context, has_request_context
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from blog.config import Config

try:
    import fcntl
except ImportError:  # Windows has no flock; writers then queue in SQLite's own busy handler.
    fcntl = None  # type: ignore[assignment]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BUSY_SECONDS = 5
# Older ones can lose or corrupt committed pages when several processes write (the WAL-reset bug).
SQLITE_WITHOUT_WAL_RESET_BUG = (3, 51, 3)

PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "synchronous=FULL",  # What was acknowledged survives a power cut.
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "journal_size_limit=67108864",
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC on both databases; a naive one is refused when it is written."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every model: constraints get predictable names, times are UTC."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}


db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()


def now() -> datetime:
    """The present moment, aware, in UTC; the one clock that posts and comments are held against."""
    return datetime.now(UTC)


def init_db(app: Flask, config: Config) -> None:
    """Bind the handle to the application and set how connections and transactions begin."""
    app.config["SQLALCHEMY_DATABASE_URI"] = config.sqlalchemy_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(config)
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True)
    with app.app_context():
        _listen(db.engine, config)


def insert(model: type[Any]) -> Any:
    """An insert that can say what to do where the row stands already, on either database."""
    name = db.engine.dialect.name
    return postgresql.insert(model) if name == "postgresql" else sqlite.insert(model)


@contextmanager
def writing() -> Iterator[None]:
    """One write transaction: it starts afresh, commits at its end, and leaves nothing on an error.

    What was read before it may be out of date by now: check again inside what the change needs.
    """
    db.session.rollback()
    g.is_writing = True
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        g.is_writing = False


def is_writing() -> bool:
    """Whether this is inside `writing()`."""
    return bool(g.get("is_writing"))


@contextmanager
def reading() -> Iterator[None]:
    """One read transaction outside a request, where else every transaction may write.

    Long looks at many rows then never hold SQLite's write lock.
    """
    db.session.rollback()
    g.is_reading = True
    try:
        yield
    finally:
        db.session.rollback()
        g.is_reading = False


def sqlite_module() -> ModuleType:
    """Python's own SQLite if it is sound, else the wheel that carries a repaired one."""
    if sqlite3.sqlite_version_info < SQLITE_WITHOUT_WAL_RESET_BUG:
        with suppress(ImportError):
            from pysqlite3 import dbapi2

            return dbapi2  # type: ignore[no-any-return]
    return sqlite3


def is_sqlite_sound() -> bool:
    """Whether several processes may write the same SQLite file."""
    version: tuple[int, ...] = sqlite_module().sqlite_version_info
    return version >= SQLITE_WITHOUT_WAL_RESET_BUG


def _engine_options(config: Config) -> dict[str, Any]:
    # The three threads of `background` need connections, too.
    pool = {"pool_size": config.threads + 3, "max_overflow": 0, "pool_timeout": BUSY_SECONDS}
    if config.is_sqlite:
        return pool | {"module": sqlite_module()}
    # Whoever waits for a lock is told so before the statement as a whole is over its time.
    limits = "-c statement_timeout=5s -c lock_timeout=4s -c idle_in_transaction_session_timeout=10s"
    return pool | {"pool_pre_ping": True, "connect_args": {"options": limits}}


def _listen(engine: Engine, config: Config) -> None:
    if not config.is_sqlite:
        event.listen(engine, "begin", _begin_on_postgresql)
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_on_sqlite)
    if fcntl and engine.url.database:
        lock_file = f"{engine.url.database}.lock"
        event.listen(engine, "connect", lambda raw, record: record.info.update(lock_file=lock_file))
        event.listen(engine, "checkin", lambda raw, record: _end_turn(record.info))
        event.listen(engine, "close", lambda raw, record: _end_turn(record.info))


def _is_reading() -> bool:
    if not has_app_context() or is_writing():
        return False
    return has_request_context() or bool(g.get("is_reading"))


def _begin_on_postgresql(connection: Any) -> None:
    connection.connection.dbapi_connection.read_only = _is_reading()


def _set_pragmas(raw: Any, record: Any) -> None:
    raw.isolation_level = None  # We begin transactions ourselves, below.
    # SQLite's own knows only ASCII; PostgreSQL's knows all letters.
    raw.create_function("lower", 1, _lower, deterministic=True)
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _begin_on_sqlite(connection: Any) -> None:
    raw = connection.connection.dbapi_connection
    if _is_reading():
        raw.execute("PRAGMA query_only=ON")
        raw.execute("BEGIN")
        return
    raw.execute("PRAGMA query_only=OFF")
    _wait_for_turn(connection.connection.record_info)
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite_module().OperationalError as fault:
        # SQLAlchemy does not translate what a listener raises; the page says "busy" by its type.
        raise OperationalError("BEGIN IMMEDIATE", None, fault) from fault


def _wait_for_turn(info: dict[str, Any]) -> None:
    """Queue up for writing by a file lock: SQLite's own busy wait is unfair under many writers."""
    if "lock_file" not in info or "turn" in info:
        return
    file = open(info["lock_file"], "a")  # noqa: SIM115  It stays open while the turn lasts.
    info["turn"] = file
    deadline = time.monotonic() + BUSY_SECONDS
    while time.monotonic() < deadline:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(0.001)


def _end_turn(info: dict[str, Any]) -> None:
    if "turn" in info:
        info.pop("turn").close()
