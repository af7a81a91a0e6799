"""The code after the password: each opens once, and the step in between opens nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask

from blog.account import second_factor
from blog.account.limits import PER_ACCOUNT
from blog.account.passwords import hash_password
from blog.account.queries import recovery_codes_left
from blog.db import db, writing
from blog.people.models import User
from tests.account.conftest import EMAIL, PASSWORD, change
from tests.stage.reader import Answer, Reader

NOON = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)


def begin(browser: Reader, **more: str) -> Answer:
    typed = {"email": EMAIL, "password": PASSWORD, **more}
    return browser.post("/account/sign-in", data=typed)


def finish(browser: Reader, page: Answer, code: str) -> Answer:
    """Send the form of the second step as a browser would, with that code."""
    hidden = {
        node.attributes["name"] or "": node.attributes["value"] or ""
        for node in page.html.css("main input[type=hidden]")
    }
    return browser.post("/account/second-step", data=hidden | {"code": code})


def code_at(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def noon() -> object:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_the_password_alone_opens_nothing(secret: str, reader: Reader) -> None:
    page = begin(reader)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert reader.get("/admin/").status_code == 303


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_the_code_of_now_and_of_its_neighbours_opens(
    secret: str, reader: Reader, noon: object, seconds: int
) -> None:
    code = code_at(secret, NOON + timedelta(seconds=seconds))
    answer = finish(reader, begin(reader, next="/admin/?here"), f" {code[:3]} {code[3:]} ")
    assert (answer.status_code, answer.location) == (303, "/admin/?here")
    assert reader.get("/admin/").status_code == 200


@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_code_of_another_time_does_not(
    secret: str, reader: Reader, noon: object, seconds: int
) -> None:
    code = code_at(secret, NOON + timedelta(seconds=seconds))
    assert finish(reader, begin(reader), code).status_code == 422


def test_a_code_opens_once(secret: str, reader: Reader, stranger: Reader, noon: object) -> None:
    page, code = begin(reader), code_at(secret, NOON)
    assert finish(reader, page, code).status_code == 303
    refused = finish(stranger, page, code)
    assert refused.status_code == 422
    assert "used before" in refused.find("#code-error").text()
    assert stranger.get("/admin/").status_code == 303
    older = code_at(secret, NOON - timedelta(seconds=30))
    assert finish(stranger, begin(stranger), older).status_code == 422


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "١٢٣٤٥٦", "1" * 41, "\u0000" * 6])
@pytest.mark.sqlite
def test_what_is_no_code_is_refused(secret: str, reader: Reader, code: str) -> None:
    assert finish(reader, begin(reader), code).status_code == 422


def test_a_recovery_code_opens_once(
    app: Flask, olga: int, secret: str, reader: Reader, stranger: Reader
) -> None:
    with app.app_context(), writing():
        codes = second_factor.new_recovery_codes(db.session.get_one(User, olga))
    assert len(set(codes)) == 10
    typed = codes[3].upper().replace("-", " ")
    assert finish(reader, begin(reader), typed).status_code == 303
    assert finish(stranger, begin(stranger), codes[3]).status_code == 422
    with app.app_context():
        assert recovery_codes_left(olga) == 9
        kept = repr(db.session.connection().exec_driver_sql("SELECT * FROM recovery_code").all())
    assert codes[3] not in kept
    assert codes[3].replace("-", "") not in kept


def test_new_recovery_codes_end_the_old_ones(
    app: Flask, olga: int, secret: str, reader: Reader
) -> None:
    with app.app_context(), writing():
        old = second_factor.new_recovery_codes(db.session.get_one(User, olga))
        second_factor.new_recovery_codes(db.session.get_one(User, olga))
    assert finish(reader, begin(reader), old[0]).status_code == 422


def test_codes_are_limited_too(secret: str, reader: Reader) -> None:
    page, most = begin(reader), PER_ACCOUNT["code"]
    assert [finish(reader, page, "000000").status_code for _ in range(most)] == [422] * most
    answer = finish(reader, page, pyotp.TOTP(secret).now())
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("pending", ["", "made up", "WzEsIngiXQ.aSJ0bg.x"])
def test_nobody_steps_in_without_the_password(secret: str, reader: Reader, pending: str) -> None:
    typed = {"pending": pending, "code": pyotp.TOTP(secret).now()}
    answer = reader.post("/account/second-step", data=typed)
    assert answer.status_code == 422
    assert answer.find("[name=password]")
    assert reader.get("/admin/").status_code == 303


def test_the_step_in_between_does_not_last(secret: str, reader: Reader) -> None:
    with time_machine.travel(NOON):
        page = begin(reader)
    with time_machine.travel(NOON + timedelta(minutes=11)):
        answer = finish(reader, page, pyotp.TOTP(secret).now())
    assert answer.status_code == 422
    assert "begin anew" in answer.find("[role=alert]").text()


def test_a_password_that_changes_in_between_ends_it(
    app: Flask, olga: int, secret: str, reader: Reader
) -> None:
    page = begin(reader)
    change(app, olga, password_hash=hash_password("quite another one"))
    assert finish(reader, page, pyotp.TOTP(secret).now()).find("[name=password]")
    assert reader.get("/admin/").status_code == 303
