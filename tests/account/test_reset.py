"""A forgotten password: the same answer for everybody, a letter for those who are there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from blog.background import TASKS
from blog.config import Config
from blog.db import db, now
from blog.queue.jobs import run_due
from blog.queue.models import Task
from tests.account.conftest import EMAIL, PASSWORD, change
from tests.stage.reader import Answer, Reader

NEW = "eight lamps by the river"


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Flask:
    """A blog that sends mail and stands behind one proxy."""
    return make_app(
        replace(
            config, smtp_url="smtp://mail.invalid", mail_from="blog@example.org",
            url="https://blog.example.org/deep", trusted_proxies=1,
        )
    )  # fmt: skip


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """What the mail server got: to, subject, text."""
    sent: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        "blog.account.jobs.deliver", lambda to, subject, text: sent.append((to, subject, text))
    )
    return sent


def ask(browser: Reader, email: str = EMAIL, **headers: str) -> Answer:
    given = {"Host": "blog.example.org"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return browser.post("/account/reset", data={"email": email}, headers=given)


def renew(browser: Reader, token: str, password: str = NEW) -> Answer:
    return browser.post(
        "/account/reset/new",
        data={"token": token, "password": password},
        headers={"Host": "blog.example.org"},
    )


def work(app: Flask) -> None:
    with app.app_context():
        run_due(TASKS)


def test_a_letter_brings_a_link_to_the_configured_address(
    app: Flask, olga: int, reader: Reader, letters: list[Any]
) -> None:
    ask(reader, X_Forwarded_Host="evil.example", Forwarded="host=evil.example")
    work(app)
    ((to, subject, text),) = letters
    assert to == EMAIL
    assert "My blog" in subject
    assert re.search(r"https://blog\.example\.org/deep/account/reset/new\?token=[\w-]{43}\n", text)
    assert "evil" not in text


def test_a_forged_host_is_refused(app: Flask, olga: int, reader: Reader) -> None:
    assert ask(reader, Host="evil.example").status_code == 400
    with app.app_context():
        assert db.session.query(Task).count() == 0


def test_the_answer_never_tells_who_is_there(
    app: Flask, olga: int, reader: Reader, letters: list[Any], count_queries: Callable[[], Any]
) -> None:
    seen = []
    for email in (EMAIL, "nobody@example.org"):
        with count_queries() as queries:
            answer = ask(reader, email)
        seen.append((answer.status_code, answer.location, answer.text, list(queries)))
    assert seen[0] == seen[1]
    assert seen[0][0] == 303
    work(app)
    assert [to for to, _, _ in letters] == [EMAIL]
    page = reader.get("/account/reset?done=sent", headers={"Host": "blog.example.org"})
    assert "on its way" in page.find("[role=status]").text()


def test_the_link_is_stored_nowhere(
    app: Flask, olga: int, reader: Reader, letters: list[Any]
) -> None:
    ask(reader)
    work(app)
    token = token_in(letters)
    with app.app_context():
        for table in ("task", "ticket", "audit"):
            rows = db.session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()
            assert token not in repr(rows)


def test_the_link_sets_the_password_once_and_ends_every_session(
    app: Flask, olga: int, reader: Reader, stranger: Reader, ticket: Callable[..., str]
) -> None:
    home = {"Host": "blog.example.org"}

    def enter(browser: Reader, password: str) -> int:
        typed = {"email": EMAIL, "password": password}
        return browser.post("/deep/account/sign-in", data=typed, headers=home).status_code

    assert enter(stranger, PASSWORD) == 303
    assert stranger.get("/deep/account/sign-in", headers=home).location == "/deep/admin/"
    token = ticket("reset", olga)
    answer = renew(reader, token)
    assert (answer.status_code, answer.location) == (303, "/deep/account/sign-in?done=changed")
    assert stranger.get("/deep/account/sign-in", headers=home).status_code == 200
    assert renew(reader, token, "nine lamps by the river").status_code == 403
    assert enter(reader, PASSWORD) == 422
    assert enter(reader, NEW) == 303


def test_a_password_change_ends_the_link(
    app: Flask, olga: int, reader: Reader, ticket: Callable[..., str]
) -> None:
    from blog.account.actions import set_password
    from blog.db import writing
    from blog.people.models import User

    token = ticket("reset", olga)
    with app.app_context(), writing():
        set_password(db.session.get_one(User, olga), "$argon2id$other")
    assert renew(reader, token).status_code == 403


def test_it_is_good_for_half_an_hour(olga: int, reader: Reader, ticket: Callable[..., str]) -> None:
    token = ticket("reset", olga)
    with time_machine.travel(now() + timedelta(minutes=30)):
        assert renew(reader, token).status_code == 403


def test_who_is_shut_out_gets_no_letter_and_no_way_in(
    app: Flask, olga: int, reader: Reader, letters: list[Any], ticket: Callable[..., str]
) -> None:
    token = ticket("reset", olga)
    change(app, olga, disabled_at=now())
    ask(reader)
    work(app)
    assert letters == []
    assert renew(reader, token).status_code == 403


def test_a_weak_password_is_told_beside_the_field(
    olga: int, reader: Reader, ticket: Callable[..., str]
) -> None:
    token = ticket("reset", olga)
    answer = renew(reader, token, EMAIL)
    assert answer.status_code == 422
    assert "Others know this" in answer.find("#password-error").text()
    assert renew(reader, token).status_code == 303


def test_nobody_is_flooded_with_letters(
    app: Flask, olga: int, reader: Reader, letters: list[Any]
) -> None:
    answers = {ask(reader, X_Forwarded_For=f"198.51.{n}.1").status_code for n in range(8)}
    assert answers == {303}
    work(app)
    assert len(letters) == 3


def test_a_network_that_asks_for_everybody_waits(app: Flask, reader: Reader) -> None:
    answers = [ask(reader, f"p{number}@example.org").status_code for number in range(52)]
    assert answers == [303] * 50 + [429] * 2


def test_what_is_no_address_is_told(reader: Reader) -> None:
    assert ask(reader, "a@b\r\nBcc: everybody@example.org").status_code == 422


def test_without_a_mail_server_the_page_says_what_to_do(
    config: Config, make_app: Callable[[Config], Flask]
) -> None:
    reader = Reader(make_app(config))
    assert "blog user reset" in reader.get("/account/reset").text
    assert reader.post("/account/reset", data={"email": EMAIL}).status_code == 403


def token_in(letters: list[tuple[str, str, str]]) -> str:
    found = re.search(r"token=([\w-]+)", letters[0][2])
    assert found
    return found[1]
