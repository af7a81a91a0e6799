"""Doing the work that waits. Which function does which kind is told by `background`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from blog.db import db, now, reading, writing
from blog.queue.actions import MOST_ATTEMPTS, claim, finish, forget_given_up, postpone
from blog.queue.models import Task
from blog.queue.queries import has_due

# So many at a time, so that other jobs have their turn.
BATCH = 20

log = structlog.get_logger("blog.queue")
Kinds = Mapping[str, Callable[..., object]]


def run_due(kinds: Kinds) -> int:
    """Do what is due, each task outside any transaction; tells how many were tried.

    Several workers may do so at once. A task may be done twice where a worker dies right after it,
    never not at all.
    """
    with reading():
        are_due = has_due(now(), MOST_ATTEMPTS)
    if not are_due:
        return 0
    for tried in range(BATCH):
        with writing():
            task = claim()
        if task is None:
            return tried
        _run(task, kinds)
    return BATCH


def forget_old() -> None:
    """Delete what was given up long ago."""
    with writing():
        forget_given_up()


def _run(task: Task, kinds: Kinds) -> None:
    try:
        kinds[task.kind](**task.arguments)
    except Exception as fault:
        # Whatever went wrong, it is tried again, and the others have their turn.
        db.session.rollback()
        problem = f"{type(fault).__name__}: {fault}"
        log.error("task failed", kind=task.kind, attempt=task.attempts, problem=problem)
        with writing():
            postpone(task, problem)
    else:
        with writing():
            finish(task)
