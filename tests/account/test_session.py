"""Being signed in: one cookie, one row, and the end of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from blog.account.actions import end_login, end_logins, set_password
from blog.account.jobs import flush_seen, forget_what_is_over
from blog.account.models import Login
from blog.account.session import ABSOLUTE, IDLE
from blog.db import db, now, writing
from blog.people.models import User
from tests.account.conftest import change
from tests.stage.reader import Reader


def test_the_end_of_a_session_is_the_end_of_its_cookie(sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    cookie = owner.get_cookie("octavo_login")
    assert cookie
    assert owner.get("/admin/").status_code == 200
    answer = owner.post("/account/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert owner.get_cookie("octavo_login") is None
    owner.set_cookie("octavo_login", cookie.value)
    assert owner.get("/admin/").status_code == 303


def test_nobody_is_signed_out_by_a_form_without_its_token(sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    assert owner.post("/account/sign-out", data={"csrf_token": "x"}).status_code == 400
    assert owner.get("/admin/").status_code == 200


def _disable(user: User) -> None:
    user.disabled_at = now()


def _forget_password(user: User) -> None:
    user.password_hash = None


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "act",
    [lambda user: set_password(user, "$argon2id$other"), end_logins, _disable, _forget_password],
    ids=["a new password", "an end everywhere", "being shut out", "losing the password"],
)
def test_old_cookies_are_worth_nothing_after(
    app: Flask, sign_in: Callable[..., Reader], act: Callable[[User], None]
) -> None:
    first, other = sign_in("owner"), sign_in("owner")
    assert first.who
    with app.app_context(), writing():
        act(db.session.get_one(User, first.who.id))
    assert first.get("/admin/").status_code == 303
    assert first.post("/account/sign-out").status_code == 303
    assert other.get("/admin/").status_code == 200


def test_a_role_that_is_taken_is_gone_at_once(app: Flask, sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    assert owner.who
    change(app, owner.who.id, role="nothing")
    assert owner.get("/admin/").status_code == 403


def test_nobody_ends_the_session_of_another(app: Flask, sign_in: Callable[..., Reader]) -> None:
    first, other = sign_in("editor"), sign_in("editor")
    assert first.who
    assert other.who
    with app.app_context(), writing():
        theirs = db.session.query(Login).filter_by(user_id=other.who.id).one().id
        assert not end_login(db.session.get_one(User, first.who.id), theirs)
        assert end_login(db.session.get_one(User, other.who.id), theirs)
    assert first.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 303


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def test_an_idle_session_ends(sign_in: Callable[..., Reader], clock: Any) -> None:
    owner = sign_in("owner")
    clock.shift(IDLE - timedelta(seconds=1))
    assert owner.get("/admin/").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert owner.get("/admin/").status_code == 303


def test_signs_of_life_keep_it_until_its_last_day(
    app: Flask, sign_in: Callable[..., Reader], clock: Any
) -> None:
    owner = sign_in("owner")
    for _ in range(ABSOLUTE // timedelta(days=2) - 1):
        clock.shift(timedelta(days=2))
        assert owner.get("/admin/").status_code == 200
        flush(app)
    clock.shift(timedelta(days=2))
    assert owner.get("/admin/").status_code == 303


def test_a_sign_of_life_is_stored_once_a_minute_and_not_by_the_request(
    app: Flask, sign_in: Callable[..., Reader], clock: Any, count_queries: Callable[[], Any]
) -> None:
    owner, began = sign_in("owner"), now()
    clock.shift(timedelta(seconds=59))
    owner.get("/admin/")
    assert len(app.extensions["seen"]) == 0
    clock.shift(timedelta(seconds=1))
    owner.get("/admin/")
    assert seen_at(app) == began
    flush(app)
    assert seen_at(app) == now()
    owner.get("/admin/")
    with count_queries() as queries:
        flush(app)
    assert queries == []


def test_what_cannot_be_stored_waits(
    app: Flask, sign_in: Callable[..., Reader], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = sign_in("owner")
    clock.shift(timedelta(hours=1))
    owner.get("/admin/")

    def fail(_: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("blog.account.jobs.see_logins", fail)
        with pytest.raises(RuntimeError):
            flush(app)
    flush(app)
    assert seen_at(app) == now()


def test_ended_sessions_are_forgotten(
    app: Flask, sign_in: Callable[..., Reader], clock: Any
) -> None:
    sign_in("owner")
    clock.shift(IDLE - timedelta(hours=1))
    sign_in("editor")
    clock.shift(timedelta(hours=1))
    with app.app_context():
        forget_what_is_over()
        assert db.session.query(Login).count() == 1


def flush(app: Flask) -> None:
    with app.app_context():
        flush_seen()


def seen_at(app: Flask) -> object:
    with app.app_context():
        return db.session.query(Login).one().seen_at
