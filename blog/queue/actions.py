"""Asking for work that is done later, and noting how it went."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from blog.db import db, now
from blog.queue.models import MOST_ATTEMPTS, Task
from blog.queue.queries import EVERYTHING, Lane, next_due
from blog.richtext.characters import scrubbed

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
# Whoever takes a task has so long for it; then it is thought to have died, and another takes it.
LEASE = timedelta(minutes=10)
LONGEST_PROBLEM = 1000
KEPT = timedelta(days=30)


def enqueue(kind: str, **arguments: object) -> None:
    """Have that done soon after this transaction is committed, and not at all if it is not."""
    db.session.add(Task(kind=kind, arguments=arguments))


def claim(lane: Lane = EVERYTHING) -> Task | None:
    """Take the next task that is due, so that no other worker does; for a transaction of its own.

    It comes back detached. It counts as tried even if the worker dies over it.
    """
    task = next_due(now(), MOST_ATTEMPTS, lane)
    if task is None:
        return None
    task.attempts += 1
    task.due_at = now() + LEASE
    db.session.flush()
    db.session.refresh(task)
    db.session.expunge(task)
    return task


def finish(task: Task) -> None:
    """It is done."""
    db.session.execute(delete(Task).where(Task.id == task.id))


def postpone(task: Task, problem: str) -> None:
    """It failed: try again after a pause three times the last one, in the end no more.

    The row of what was given up stays for some weeks, with its problem.
    """
    row = db.session.get(Task, task.id)
    if row is not None:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 3 ** (task.attempts - 1))
        row.due_at, row.problem = now() + pause, _told(problem)


def give_up(task: Task, problem: str) -> None:
    """It failed, and trying again would not help: the row stays for some weeks, as above."""
    row = db.session.get(Task, task.id)
    if row is not None:
        row.attempts, row.problem = MOST_ATTEMPTS, _told(problem)


def forget_given_up() -> None:
    """Delete what was given up weeks ago."""
    is_old = Task.created_at < now() - KEPT
    db.session.execute(delete(Task).where(Task.attempts >= MOST_ATTEMPTS, is_old))


def _told(problem: str) -> str:
    """As a text column takes it: other programs' messages hold whatever they like."""
    return scrubbed(problem)[:LONGEST_PROBLEM]
