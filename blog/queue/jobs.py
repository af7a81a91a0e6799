"""Doing the work that waits. Which function does which kind is told by `background`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog
from flask import g

from blog.db import db, now, reading, writing
from blog.queue.actions import claim, finish, forget_given_up, give_up, postpone
from blog.queue.models import MOST_ATTEMPTS, Task
from blog.queue.queries import EVERYTHING, Lane, has_due

# So many at a time, so that other jobs have their turn.
BATCH = 20

log = structlog.get_logger("blog.queue")
Kinds = Mapping[str, Callable[..., object]]


class Hopeless(Exception):
    """It failed, and would fail again however often it is tried."""


class Standstill(Exception):
    """It failed for a reason that stops the others, too: they keep their tries for another turn."""


def run_due(kinds: Kinds, lane: Lane = EVERYTHING) -> int:
    """Do what is due in that lane, each task outside any transaction; tells how many were tried.

    Several workers may do so at once. A task may be done twice where a worker dies right after it,
    never not at all.
    """
    with reading():
        are_due = has_due(now(), MOST_ATTEMPTS, lane)
    if not are_due:
        return 0
    for tried in range(BATCH):
        with writing():
            task = claim(lane)
        if task is None:
            return tried
        if not _run(task, kinds):
            return tried + 1
    return BATCH


def current_task() -> int | None:
    """Number of the task that is being done, the same at each try; None outside of any."""
    number: int | None = g.get("task_id")
    return number


def forget_old() -> None:
    """Delete what was given up long ago."""
    with writing():
        forget_given_up()


def _run(task: Task, kinds: Kinds) -> bool:
    """Do it and note how it went; False where it stopped the others, too."""
    g.task_id = task.id
    try:
        kinds[task.kind](**task.arguments)
    except Exception as fault:
        # Whatever went wrong, it is tried again if that can help, and the others have their turn.
        db.session.rollback()
        _note(task, fault)
        return not isinstance(fault, Standstill)
    finally:
        g.pop("task_id")
    with writing():
        finish(task)
    return True


def _note(task: Task, fault: Exception) -> None:
    problem = f"{type(fault).__name__}: {fault}"
    log.error("task failed", kind=task.kind, attempt=task.attempts, problem=problem)
    with writing():
        if isinstance(fault, Hopeless):
            give_up(task, problem)
        else:
            postpone(task, problem)
