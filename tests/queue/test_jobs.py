"""Work that waits is done once, tried again with growing pauses, and in the end given up."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from blog.db import db, now, writing
from blog.queue.actions import LEASE, MOST_ATTEMPTS, claim, enqueue
from blog.queue.jobs import forget_old, run_due
from blog.queue.models import Task


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def add(app: Flask, *names: str) -> None:
    with app.app_context(), writing():
        for name in names:
            enqueue("greet", name=name)


def waiting(app: Flask) -> list[Task]:
    with app.app_context():
        return db.session.query(Task).order_by(Task.id).all()


def run(app: Flask, kind: Any, name: str = "greet") -> int:
    with app.app_context():
        return run_due({name: kind})


def refuse(name: str) -> None:
    raise ValueError(f"{name} is not at home")


def test_what_is_due_is_done_and_gone(app: Flask) -> None:
    add(app, "Ada", "Bea")
    greeted: list[str] = []
    assert run(app, lambda name: greeted.append(name)) == 2
    assert greeted == ["Ada", "Bea"]
    assert waiting(app) == []


def test_what_was_never_committed_is_never_done(app: Flask) -> None:
    def act() -> None:
        with app.app_context(), writing():
            enqueue("greet", name="Ada")
            raise RuntimeError("the act itself failed")

    with pytest.raises(RuntimeError):
        act()
    assert waiting(app) == []


def test_it_is_done_outside_any_transaction(app: Flask) -> None:
    add(app, "Ada")

    def write(name: str) -> None:
        with app.app_context(), writing():  # It would wait for ever for a lock that we hold.
            enqueue("other", name=name)

    run(app, write)
    assert [task.kind for task in waiting(app)] == ["other"]


def test_pauses_grow_until_it_is_given_up(app: Flask, clock: Any) -> None:
    add(app, "Ada")
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        assert run(app, refuse) == 1
        assert run(app, refuse) == 0
        (task,) = waiting(app)
        pauses.append((task.due_at - now()) // timedelta(minutes=1))
        clock.move_to(task.due_at)
    assert pauses == [1, 3, 9, 27, 81, 243, 360, 360, 360, 360]
    clock.shift(timedelta(days=2))
    assert run(app, refuse) == 0
    (task,) = waiting(app)
    assert task.problem == "ValueError: Ada is not at home"
    clock.shift(timedelta(days=40))
    with app.app_context():
        forget_old()
    assert waiting(app) == []


def test_one_that_fails_keeps_no_other_from_its_turn(app: Flask) -> None:
    add(app, "Ada", "Bea")
    greeted: list[str] = []

    def greet(name: str) -> None:
        if name == "Ada":
            refuse(name)
        greeted.append(name)

    run(app, greet)
    assert greeted == ["Bea"]
    assert [task.attempts for task in waiting(app)] == [1]


def test_a_kind_that_nobody_knows_is_told(app: Flask) -> None:
    add(app, "Ada")
    run(app, refuse, "other")
    assert "greet" in waiting(app)[0].problem


def test_several_workers_do_each_task_once(app: Flask) -> None:
    add(app, *(f"P{number}" for number in range(30)))
    greeted: list[str] = []

    def work(_: int) -> None:
        while run(app, lambda name: greeted.append(name)):
            pass

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, range(6)))
    assert sorted(greeted) == sorted(f"P{number}" for number in range(30))
    assert waiting(app) == []


def test_what_a_dead_worker_held_is_taken_by_another(app: Flask, clock: Any) -> None:
    add(app, "Ada")
    with app.app_context(), writing():
        assert claim()
    greeted: list[str] = []
    assert run(app, greeted.append) == 0
    clock.shift(LEASE)
    run(app, lambda name: greeted.append(name))
    assert greeted == ["Ada"]
