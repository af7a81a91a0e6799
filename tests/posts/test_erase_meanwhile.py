"""A post that is deleted for good while the work beside requests writes rows that hang on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, get_ident
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from blog.db import db, writing
from blog.popular.actions import fresh_ranking, write_ranking
from blog.posts import actions
from blog.posts.models import Post
from blog.related.actions import ask_for
from blog.related.jobs import compare_some

FISH = "The heron waits at the river for trout, and the trout waits for the fly."

pytestmark = pytest.mark.postgresql


def compare() -> None:
    while compare_some():
        pass


def rank() -> None:
    fresh = fresh_ranking()
    with writing():
        write_ranking(fresh)


@pytest.mark.parametrize(
    ("job", "first"),
    [
        (compare, "UPDATE uncompared"),
        (compare, "DELETE FROM related"),
        (rank, "DELETE FROM popular_rank"),
    ],
)
def test_neither_waits_for_the_other_in_a_circle(
    app: Flask, make_post: Callable[..., Post], job: Callable[[], None], first: str
) -> None:
    heron, trout = make_post(source=FISH), make_post(source=FISH)
    for number in range(4):
        make_post(source=f"bread{number} dough{number} oven{number}")
    with app.app_context():
        compare()
        rank()
        with writing():
            ask_for(db.session.get_one(Post, heron.id))
        engine = db.engine
    has_begun, worker = Event(), []

    def work() -> None:
        worker.append(get_ident())
        with app.app_context():
            job()

    def hold(*args: Any) -> None:
        """Let the work stand still behind that statement until the deletion waits."""
        is_works = get_ident() in worker and not has_begun.is_set()
        if is_works and args[2].startswith(first):
            has_begun.set()
            time.sleep(0.3)

    def erase() -> None:
        assert has_begun.wait(5)
        gone = trout if "related" in first else heron
        with app.app_context(), writing():
            actions.erase(db.session.get_one(Post, gone.id))

    event.listen(engine, "after_cursor_execute", hold)
    try:
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(work), pool.submit(erase)]:
                done.result()
    finally:
        event.remove(engine, "after_cursor_execute", hold)


def test_two_processes_write_the_ranking_at_once(
    app: Flask, make_post: Callable[..., Post]
) -> None:
    make_post(), make_post()
    with app.app_context():
        fresh = fresh_ranking()
    start = Barrier(2)

    def write() -> None:
        with app.app_context():
            for _round in range(20):
                start.wait(10)
                with writing():
                    write_ranking(fresh)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write), pool.submit(write)]:
            done.result()
