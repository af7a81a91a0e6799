"""How long the statements of a part of a page may take, and who cuts them: the database does.

No thread watches. A part that never ends in Python, without asking the database anything, is not
cut by this; gunicorn then ends the whole worker, as for any other page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from time import monotonic
from typing import Any

from flask import Flask, g, has_app_context
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from blog.config import Config
from blog.db import db

# SQLite looks at the clock after so many of its own steps: about a millisecond's worth.
STEPS = 20_000
# PostgreSQL is told what is left in such portions, so that quick statements share one word with it.
PORTION = 0.05
TOLD = "statement_timeout"
# How the databases name a statement that was cut: SQLite by its word, PostgreSQL by its code.
INTERRUPTED, QUERY_CANCELED = "interrupted", "57014"


class OverrunError(Exception):
    """The statements of this part have had their time."""


class Budget:
    """The time that is left, and the statement that runs; Python's time between them is free."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self.began = self.seen = 0.0
        self.has_failed = False  # A statement did, even if whoever asked got over it.
        self.watched: Any = None  # SQLite's connection, while it looks at the clock.

    def begin(self) -> None:
        """A statement is about to run. Raises OverrunError once nothing is left."""
        self.left -= self.seen - self.began
        if self.left <= 0:
            raise OverrunError
        self.began = self.seen = monotonic()

    def look(self) -> bool:
        """Whether the running statement is over its time."""
        self.seen = monotonic()
        return self.seen - self.began > self.left


def init_budget(app: Flask, config: Config) -> None:
    """Watch the statements of the application's database."""
    with app.app_context():
        engine = db.engine
    _watch(engine, _limit_on_sqlite if config.is_sqlite else _limit_on_postgresql)


@contextmanager
def limited(seconds: float) -> Iterator[Budget]:
    """Let the statements of the block take that long in all."""
    budget = g.budget = Budget(seconds)
    try:
        yield budget
    finally:
        g.budget = None
        if budget.watched is not None:
            budget.watched.set_progress_handler(None, 0)


def is_overrun(fault: OperationalError | OverrunError) -> bool:
    """Whether its time was over, and not the database down, locked or damaged."""
    if isinstance(fault, OverrunError):
        return True
    return str(fault.orig) == INTERRUPTED or getattr(fault.orig, "sqlstate", "") == QUERY_CANCELED


def _watch(engine: Engine, limit: Callable[[Connection, Budget | None], None]) -> None:
    event.listen(engine, "begin", lambda connection: connection.info.pop(TOLD, None))
    event.listen(
        engine, "before_cursor_execute", lambda connection, *_: limit(connection, _budget())
    )
    event.listen(engine, "after_cursor_execute", lambda *_: _note_end(_budget()))
    event.listen(engine, "handle_error", lambda _: _note_failure(_budget()))


def _budget() -> Budget | None:
    return g.get("budget") if has_app_context() else None


def _limit_on_sqlite(connection: Connection, budget: Budget | None) -> None:
    if budget is None:
        return
    budget.begin()
    raw: Any = connection.connection.dbapi_connection
    if budget.watched is not raw:
        budget.watched = raw
        raw.set_progress_handler(budget.look, STEPS)


def _limit_on_postgresql(connection: Connection, budget: Budget | None) -> None:
    """Tell the server what is left, where that is not what it was told last.

    What it was told ends with the transaction. Most pages ask nothing more after their widgets, so
    one word before the first is all that it costs them.
    """
    wanted = "DEFAULT"
    if budget is not None:
        budget.begin()
        wanted = str(ceil(budget.left / PORTION) * int(PORTION * 1000))
    if connection.info.get(TOLD, "DEFAULT") != wanted:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"SET LOCAL statement_timeout TO {wanted}")
        connection.info[TOLD] = wanted


def _note_end(budget: Budget | None) -> None:
    if budget is not None:
        budget.look()


def _note_failure(budget: Budget | None) -> None:
    if budget is not None:
        budget.has_failed = True
