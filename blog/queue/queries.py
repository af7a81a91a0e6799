"""Reads work that waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from blog.db import db
from blog.queue.models import Task


def next_due(at: datetime, most_attempts: int) -> Task | None:
    """The task that has been due longest, locked; what another worker is taking is passed over.

    SQLite has one writer at a time and needs no lock.
    """
    return db.session.scalars(
        select(Task)
        .where(Task.due_at <= at, Task.attempts < most_attempts)
        .order_by(Task.due_at, Task.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def has_due(at: datetime, most_attempts: int) -> bool:
    """Whether there is anything to do at all."""
    due = select(Task.id).where(Task.due_at <= at, Task.attempts < most_attempts)
    return db.session.scalar(due.limit(1)) is not None
