"""Signing in: the same refusal for everybody, the way on, and the way in that stays ours."""

from __future__ import annotations

import pytest
from flask import Flask

from blog.account.passwords import HASHER, NOBODYS, hash_password, is_hash_old
from blog.db import db, now
from blog.people.models import User
from tests.account.conftest import EMAIL, PASSWORD, add, change
from tests.stage.reader import Answer, Reader


def sign_in(browser: Reader, email: str = EMAIL, password: str = PASSWORD, **more: str) -> Answer:
    return browser.post("/account/sign-in", data={"email": email, "password": password, **more})


@pytest.mark.usefixtures("olga")
def test_the_right_password_opens_the_admin(reader: Reader) -> None:
    answer = sign_in(reader)
    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert reader.get("/admin/").status_code == 200
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.usefixtures("olga")
def test_an_address_is_the_same_however_it_is_written(reader: Reader) -> None:
    assert sign_in(reader, f"  {EMAIL.upper()} ").status_code == 303


@pytest.mark.usefixtures("olga")
def test_a_password_is_the_same_however_a_keyboard_composes_it(app: Flask, reader: Reader) -> None:
    add(app, "Zoë", "zoe@example.org", "author", "Zoe\u0308 walks the long way")
    assert sign_in(reader, "zoe@example.org", "Zo\u00eb walks the long way").status_code == 303


def test_every_refusal_is_the_same_and_costs_one_hash(
    app: Flask, olga: int, reader: Reader, hashes: list[str]
) -> None:
    shut_out = add(app, "Dora", "dora@example.org", "editor", PASSWORD)
    change(app, shut_out, disabled_at=now())
    add(app, "Ivo", "ivo@example.org", "author", None)
    tries = [
        ("nobody@example.org", PASSWORD), (EMAIL, "the wrong one"),
        ("dora@example.org", PASSWORD), ("ivo@example.org", PASSWORD),
    ]  # fmt: skip
    answers = [sign_in(reader, *typed) for typed in tries]
    assert [answer.status_code for answer in answers] == [422] * 4
    bodies = {
        answer.text.replace(typed[0], "*") for answer, typed in zip(answers, tries, strict=True)
    }
    assert len(bodies) == 1
    assert len(hashes) == 4
    assert hashes[0] == hashes[3] == NOBODYS


def test_the_hash_of_nobody_costs_what_others_cost() -> None:
    assert not is_hash_old(NOBODYS)
    assert HASHER.time_cost == 2
    assert HASHER.memory_cost == 19 * 1024


@pytest.mark.usefixtures("olga")
def test_what_was_typed_stays_but_for_the_password(reader: Reader) -> None:
    answer = sign_in(reader, password="not this one")
    assert answer.find("[name=email]").attributes["value"] == EMAIL
    assert "not this one" not in answer.text
    assert "not right" in answer.find("[role=alert]").text()


def test_an_empty_field_is_told_beside_it(reader: Reader) -> None:
    answer = reader.post("/account/sign-in", data={"email": "", "password": ""})
    assert answer.status_code == 422
    assert answer.texts(".row .error") == [
        "Please give your e-mail address.",
        "Please give your password.",
    ]


@pytest.mark.usefixtures("olga")
@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
        "evil.example", "", "///evil.example", "/%0d%0a\r\nX: y", " //evil.example", "/\u2028/x",
    ],
)  # fmt: skip
@pytest.mark.sqlite
def test_nobody_is_led_elsewhere(reader: Reader, target: str) -> None:
    assert sign_in(reader, next=target).location == "/admin/"


@pytest.mark.usefixtures("olga")
def test_the_way_goes_on_where_it_was_interrupted(reader: Reader) -> None:
    led = reader.get("/admin/?a=1&b=%2F")
    page = reader.get(led.location)
    target = page.find("[name=next]").attributes["value"] or ""
    assert sign_in(reader, next=target).location == "/admin/?a=1&b=%2F"


@pytest.mark.usefixtures("olga")
def test_who_is_signed_in_is_not_asked_again(reader: Reader) -> None:
    sign_in(reader)
    assert reader.get("/account/sign-in").location == "/admin/"


def test_signing_in_again_ends_the_session_before(app: Flask, olga: int, reader: Reader) -> None:
    sign_in(reader)
    first = reader.get_cookie("octavo_login")
    assert first
    sign_in(reader)
    assert reader.get("/admin/").status_code == 200
    reader.set_cookie("octavo_login", first.value)
    assert reader.get("/admin/").status_code == 303


@pytest.mark.usefixtures("olga")
def test_a_cookie_that_somebody_planted_is_never_signed_in(reader: Reader) -> None:
    reader.set_cookie("octavo_login", "planted")
    sign_in(reader)
    cookie = reader.get_cookie("octavo_login")
    assert cookie
    assert cookie.value != "planted"
    reader.set_cookie("octavo_login", "planted")
    assert reader.get("/admin/").status_code == 303


def test_an_older_hash_is_made_anew_when_its_owner_comes(
    app: Flask, olga: int, reader: Reader
) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD.encode())
    change(app, olga, password_hash=weak)
    assert sign_in(reader).status_code == 303
    with app.app_context():
        made = db.session.get_one(User, olga).password_hash
    assert made
    assert made != weak
    assert not is_hash_old(made)
    assert reader.get("/admin/").status_code == 200


def test_the_same_password_has_another_hash_each_time() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
