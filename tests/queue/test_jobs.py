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
from blog.queue.actions import KEPT, LEASE, claim, enqueue
from blog.queue.jobs import Hopeless, Standstill, current_task, forget_old, run_due
from blog.queue.models import MOST_ATTEMPTS, Task
from blog.queue.queries import Lane


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


def test_what_cannot_succeed_is_given_up_at_once(app: Flask, clock: Any) -> None:
    add(app, "Ada")

    def fail(name: str) -> None:
        raise Hopeless(f"{name} does not exist")

    assert run(app, fail) == 1
    clock.shift(timedelta(days=2))
    assert run(app, fail) == 0
    assert waiting(app)[0].problem == "Hopeless: Ada does not exist"
    clock.shift(KEPT)
    with app.app_context():
        forget_old()
    assert waiting(app) == []


def test_what_stops_all_costs_the_others_no_try(app: Flask) -> None:
    add(app, "Ada", "Bea", "Cid")

    def fail(name: str) -> None:
        raise Standstill("the line is dead")

    assert run(app, fail) == 1
    assert [task.attempts for task in waiting(app)] == [1, 0, 0]


def test_each_lane_does_its_own_kinds(app: Flask) -> None:
    with app.app_context(), writing():
        for kind in ("letter", "greet", "unknown"):
            enqueue(kind, name=kind)
    done: list[str] = []
    kinds = {"letter": lambda name: done.append(name), "greet": lambda name: done.append(name)}
    with app.app_context():
        run_due(kinds, Lane(but=("letter",)))
        assert done == ["greet"]
        run_due(kinds, Lane(only=("letter",)))
    assert done == ["greet", "letter"]
    assert [(task.kind, task.attempts) for task in waiting(app)] == [("unknown", 1)]


def test_the_task_that_is_done_has_the_same_number_at_each_try(app: Flask, clock: Any) -> None:
    add(app, "Ada")
    seen: list[int | None] = []

    def fail(name: str) -> None:
        seen.append(current_task())
        refuse(name)

    run(app, fail)
    clock.shift(timedelta(minutes=2))
    run(app, fail)
    assert seen == [waiting(app)[0].id] * 2
    with app.app_context():
        assert current_task() is None


def test_a_problem_may_hold_what_no_column_can(app: Flask) -> None:
    add(app, "Ada")

    def fail(name: str) -> None:
        raise ValueError("NUL \x00 and half a sign \ud800 " + "x" * 5000)

    run(app, fail)
    problem = waiting(app)[0].problem
    assert problem.startswith("ValueError: NUL  and half a sign  xxx")
    assert len(problem) == 1000
