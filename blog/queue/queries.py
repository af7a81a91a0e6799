"""Reads work that waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, true

from blog.db import db
from blog.queue.models import Task


@dataclass(frozen=True)
class Lane:
    """Which kinds of tasks a worker does: those named in `only`, or all but those in `but`."""

    only: Collection[str] | None = None
    but: Collection[str] = ()

    def holds(self) -> ColumnElement[bool]:
        """The tasks of these kinds."""
        if self.only is not None:
            return Task.kind.in_(self.only)
        return Task.kind.not_in(self.but) if self.but else true()


EVERYTHING = Lane()


def next_due(at: datetime, most_attempts: int, lane: Lane = EVERYTHING) -> Task | None:
    """The task that has been due longest, locked; what another worker is taking is passed over.

    SQLite has one writer at a time and needs no lock.
    """
    return db.session.scalars(
        select(Task)
        .where(_is_due(at, most_attempts, lane))
        .order_by(Task.due_at, Task.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def has_due(at: datetime, most_attempts: int, lane: Lane = EVERYTHING) -> bool:
    """Whether there is anything to do at all."""
    due = select(Task.id).where(_is_due(at, most_attempts, lane))
    return db.session.scalar(due.limit(1)) is not None


def _is_due(at: datetime, most_attempts: int, lane: Lane) -> ColumnElement[bool]:
    return and_(Task.due_at <= at, Task.attempts < most_attempts, lane.holds())
