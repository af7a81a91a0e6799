"""Makes an empty database, brings an old one up to date, and keeps requests out until it is.

Processes that start together take turns, so that one migrates and the others find it done.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask, current_app, request
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from blog.config import Config
from blog.db import db, sqlite_module

try:
    import fcntl
except ImportError:  # Windows has no flock; SQLite's own lock then settles who migrates.
    fcntl = None  # type: ignore[assignment]

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
LOCK_NUMBER = 0x0C7A40  # Any number that no other program uses in this PostgreSQL database.
NOT_READY = "The blog is not ready yet: its database is being set up. Please try again soon.\n"


class SchemaError(Exception):
    """The database cannot be brought up to date; the message says why and what to do."""


@dataclass(frozen=True)
class Change:
    """What bringing the database up to date did; `before` is None where it was empty."""

    before: str | None
    after: str | None
    backup: Path | None

    @property
    def is_nothing(self) -> bool:
        return self.before == self.after


def init_schema(app: Flask) -> None:
    """Answer 503 with one sentence while the database is empty or older than this program."""
    app.extensions["schema_is_current"] = False
    app.before_request(refuse_until_current)


def refuse_until_current() -> Response | None:
    """Once found current it is not asked again; health asks for the process alone."""
    if current_app.extensions["schema_is_current"] or request.path == "/healthz":
        return None
    with suppress(OperationalError):  # No file, no folder or no server yet: just as unready.
        current_app.extensions["schema_is_current"] = is_current()
    if current_app.extensions["schema_is_current"]:
        return None
    headers = {"Retry-After": "5"}
    return Response(NOT_READY, 503, headers, content_type="text/plain; charset=utf-8")


def bring_up_to_date(app: Flask) -> Change:
    """Create or migrate the database. An old SQLite file is copied first. Raises SchemaError."""
    with app.app_context(), turn(app):
        found, expected = revision(), newest()
        if found == expected:
            return Change(found, found, None)
        _refuse_unknown(found)
        config: Config = app.config["BLOG"]
        backup = _back_up(config, found) if config.is_sqlite and found else None
        if config.is_sqlite:
            if not found:
                _keep_private(db.engine.url.database)
            with db.engine.connect() as connection:
                # WAL is a property of the file: set once, here, where nobody else is at work.
                connection.connection.execute("PRAGMA journal_mode=WAL")
        upgrade(directory=str(MIGRATIONS))
        return Change(found, expected, backup)


def check(app: Flask) -> list[str]:
    """Faults of a SQLite file, as it tells them itself; none is good."""
    if not app.config["BLOG"].is_sqlite:
        return []
    with app.app_context(), db.engine.connect() as connection:
        told = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    faults = [fault for fault in told if fault != "ok"]
    return faults + [f"a row of {row[0]} refers to a missing row of {row[2]}" for row in orphans]


def is_current() -> bool:
    """Whether the database has exactly the tables that this program expects."""
    return revision() == newest()


def revision() -> str | None:
    """The revision that the database is at, None where it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def newest() -> str | None:
    """The revision that this program expects."""
    return _scripts().get_current_head()


@contextmanager
def turn(app: Flask) -> Iterator[None]:
    """Hold the lock under which a database is made, migrated or filled for the first time."""
    config: Config = app.config["BLOG"]
    if not config.is_sqlite:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # The others wait as long as a migration takes, far beyond a request's limits.
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": LOCK_NUMBER})
            try:
                yield
            finally:
                connection.invalidate()  # Ends the lock, and the settings above with it.
        return
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with open(config.data_dir / "upgrade.lock", "w") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _scripts() -> ScriptDirectory:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(settings)


def _refuse_unknown(found: str | None) -> None:
    try:
        known = found is None or bool(_scripts().get_revisions(found))
    except CommandError:
        known = False
    if not known:
        raise SchemaError(
            f"The database is at revision {found}, which this version does not know: "
            "it was made by a newer one. Run that version, or go back to a backup."
        )


def _back_up(config: Config, found: str) -> Path | None:
    """A verified copy beside the file, as it was before the migration."""
    file = db.engine.url.database
    if not file or file == ":memory:":
        return None
    copy = Path(f"{file}.{found}.{datetime.now(UTC):%Y%m%dT%H%M%S}.backup")
    sqlite = sqlite_module()
    source, target = sqlite.connect(file), sqlite.connect(copy)
    try:
        source.backup(target)
        told = target.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        source.close()
        target.close()
    _keep_private(str(copy))
    if told != "ok":
        copy.unlink(missing_ok=True)
        raise SchemaError(f"The database could not be backed up, so nothing was changed: {told}.")
    return copy


def _keep_private(file: str | None) -> None:
    """Let only the system's user that runs the blog read it: it holds people's addresses.

    What SQLite puts beside the file gets the same mode.
    """
    if file and file != ":memory:":
        os.chmod(file, 0o600)
