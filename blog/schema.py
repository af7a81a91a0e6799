"""Makes an empty database and brings an old one up to date, one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import text

from blog.config import Config
from blog.db import db, fcntl

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
LOCK_NUMBER = 0x0C7A40  # Any number that no other program uses in this PostgreSQL database.


def bring_up_to_date(app: Flask) -> None:
    """Create or migrate the database; processes that start together take turns."""
    config: Config = app.config["BLOG"]
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with app.app_context(), _turn(config):
        if is_current():
            return
        if config.is_sqlite:
            with db.engine.connect() as connection:
                # WAL is a property of the file: set once, here, where nobody else is at work.
                connection.connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
        upgrade(directory=str(MIGRATIONS))


def is_current() -> bool:
    """Whether the database has exactly the tables that this program expects."""
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == newest()


def newest() -> str | None:
    """The revision that this program expects."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(settings).get_current_head()


@contextmanager
def _turn(config: Config) -> Iterator[None]:
    if not config.is_sqlite:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": LOCK_NUMBER})
            yield
            connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": LOCK_NUMBER})
    elif fcntl is None:
        yield
    else:
        with open(current_app.config["BLOG"].data_dir / "upgrade.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
