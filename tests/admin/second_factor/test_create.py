"""Switching two-step verification on and off."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest
from flask import Flask

from blog.account.models import RecoveryCode
from blog.account.queries import recovery_codes_left
from blog.db import db
from blog.people.models import User
from tests.stage.reader import Answer, Reader

ROOM = "/admin/profile/second-factor/"


def begun(browser: Reader) -> tuple[str, str]:
    """The key that the page shows, and the sealed one that the form carries."""
    answer = browser.post(f"{ROOM}enrolment")
    assert answer.status_code == 200
    assert str(answer.find("img.qr").attributes["src"]).startswith("data:image/svg+xml")
    key = answer.find("#second_factor code").text().replace(" ", "")
    return key, str(answer.find("[name=sealed]").attributes["value"])


def switched_on(browser: Reader) -> Answer:
    key, sealed = begun(browser)
    return browser.post(ROOM, data={"sealed": sealed, "code": pyotp.TOTP(key).now()})


def row(app: Flask, browser: Reader) -> User:
    assert browser.who
    with app.app_context():
        return db.session.get_one(User, browser.who.id)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_code_of_the_app_switches_it_on_and_ten_codes_are_shown_once(
    app: Flask, sign_in: Callable[..., Reader], htmx: bool
) -> None:
    ada = sign_in("author")
    browser = ada.htmx if htmx else ada
    key, sealed = begun(browser)
    assert row(app, ada).totp_secret is None
    answer = browser.post(ROOM, data={"sealed": sealed, "code": pyotp.TOTP(key).now()})
    assert answer.status_code == 201
    codes = answer.find(".codes").text().split()
    assert len(set(codes)) == 10
    assert row(app, ada).totp_secret == key
    with app.app_context():
        assert db.session.query(RecoveryCode).count() == 10
    later = ada.get("/admin/profile/")
    assert not any(word in later.text for word in [key, *codes])
    assert "10 recovery codes are left" in later.find("#second_factor").text()


@pytest.mark.sqlite
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("code", ["000000", "", "x" * 50])
def test_a_wrong_code_keeps_the_picture_and_changes_nothing(
    app: Flask, sign_in: Callable[..., Reader], htmx: bool, code: str
) -> None:
    ada = sign_in("author")
    browser = ada.htmx if htmx else ada
    key, sealed = begun(browser)
    answer = browser.post(ROOM, data={"sealed": sealed, "code": code})
    assert answer.status_code == 422
    assert answer.html.css_first("#code-error")
    assert answer.find("#second_factor code").text().replace(" ", "") == key
    assert row(app, ada).totp_secret is None


def test_a_key_that_we_did_not_give_to_this_person_is_refused(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    ada, eve = sign_in("author"), sign_in("author")
    key, sealed = begun(eve)
    for given in (sealed, "", "x", f"{sealed}x"):
        answer = ada.post(ROOM, data={"sealed": given, "code": pyotp.TOTP(key).now()})
        assert answer.status_code == 422
    assert row(app, ada).totp_secret is None


def test_new_recovery_codes_replace_the_older_ones(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    ada = sign_in("author")
    older = switched_on(ada).find(".codes").text().split()
    answer = ada.post(f"{ROOM}recovery-codes")
    assert answer.status_code == 201
    newer = answer.find(".codes").text().split()
    assert len(newer) == 10
    assert not set(older) & set(newer)
    with app.app_context():
        assert recovery_codes_left(row(app, ada).id) == 10


def test_there_are_no_codes_for_who_has_not_switched_it_on(sign_in: Callable[..., Reader]) -> None:
    assert sign_in("author").post(f"{ROOM}recovery-codes").status_code == 409


@pytest.mark.parametrize("htmx", [False, True])
def test_it_is_switched_off_with_its_codes(
    app: Flask, sign_in: Callable[..., Reader], htmx: bool
) -> None:
    ada = sign_in("author")
    switched_on(ada)
    answer = (ada.htmx if htmx else ada).post(f"{ROOM}deletion")
    assert answer.status_code == (200 if htmx else 303)
    assert row(app, ada).totp_secret is None
    with app.app_context():
        assert db.session.query(RecoveryCode).count() == 0
