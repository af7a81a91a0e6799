"""The hashed names of networks: a key a week, each for a month, and limits that outlive a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from blog.background import elected_jobs
from blog.comments.models import Comment
from blog.db import db, writing
from blog.moderation.jobs import renew_secrets
from blog.moderation.models import NetworkSecret
from blog.moderation.networks import network_keys
from blog.posts.models import Post
from tests.stage.reader import Reader

SUNDAY = datetime(2027, 3, 7, 23, 59, 50, tzinfo=UTC)
HERE, NEIGHBOUR, ELSEWHERE = "203.0.113.7", "203.0.113.8", "198.51.100.1"


def secrets(app: Flask) -> list[NetworkSecret]:
    with app.app_context():
        found = list(db.session.scalars(select(NetworkSecret)))
        db.session.expunge_all()
        return found


def send(browser: Reader, post: Post, text: str, address: str = HERE) -> int:
    place = {"REMOTE_ADDR": address}
    sent = {"name": "Nils", "text": text}
    return browser.post(f"/comments/{post.id}", data=sent, environ_base=place).status_code


def test_a_key_is_made_with_the_first_comment_and_serves_for_its_week(
    app: Flask, commenter: Reader, post: Post
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        with app.app_context():
            assert network_keys(HERE) == []
        send(commenter, post, "One.")
        send(commenter, post, "Two.", NEIGHBOUR)
        send(commenter, post, "Three.", ELSEWHERE)
        with app.app_context():
            keys = db.session.scalars(select(Comment.network_key).order_by(Comment.id)).all()
            assert network_keys(HERE) == [keys[0]]
    assert len(secrets(app)) == 1
    assert keys[0] == keys[1] != keys[2]
    assert HERE not in str(keys)


def test_a_limit_holds_across_the_night_in_which_the_key_changes(
    app: Flask, commenter: Reader, post: Post, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("comments_per_minute", 2)
    with time_machine.travel(SUNDAY, tick=False) as clock:
        assert [send(commenter, post, f"No {n}") for n in range(2)] == [303, 303]
        clock.shift(20)
        assert send(commenter, post, "On Monday") == 429
        assert send(commenter, post, "From elsewhere", ELSEWHERE) == 303
        clock.shift(60)
        assert send(commenter, post, "A minute later") == 303
        with app.app_context():
            assert len(network_keys(HERE)) == 2
            stored = db.session.scalars(select(Comment.network_key)).all()
            assert len({*stored}) == 3


def test_keys_die_after_a_month(app: Flask) -> None:
    with time_machine.travel(SUNDAY, tick=False) as clock, app.app_context():
        for _week in range(8):
            renew_secrets()
            renew_secrets()
            clock.shift(timedelta(days=7))
        days = sorted(secret.started_on for secret in secrets(app))
        assert len(days) == 4
        clock.shift(timedelta(days=40))
        assert network_keys(HERE) == []
        renew_secrets()
        assert len(secrets(app)) == 1


def test_texts_are_forgotten_after_two_days_and_networks_after_thirty(
    app: Flask, commenter: Reader, post: Post
) -> None:
    with time_machine.travel(SUNDAY, tick=False) as clock:
        send(commenter, post, "One.")
        kept = []
        for days in (1, 2, 27, 1):
            clock.shift(timedelta(days=days, minutes=1))
            with app.app_context():
                next(job for job in elected_jobs() if job.name == "networks").run()
                row = db.session.scalars(select(Comment)).one()
                kept.append((row.content_key is not None, row.network_key is not None))
    assert kept == [(True, True), (False, True), (False, False), (False, False)]


@pytest.mark.sqlite
def test_a_job_makes_the_weeks_key_before_anybody_needs_it(app: Flask) -> None:
    with app.app_context():
        next(job for job in elected_jobs() if job.name == "network secrets").run()
        assert len(network_keys(HERE)) == 1
        with writing():
            assert len(network_keys(HERE)) == 1
