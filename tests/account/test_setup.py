"""Becoming the owner: by the printed link, once, and only while nobody is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.commands.owner import owner_link
from blog.db import db, now
from blog.people.models import User
from tests.account.conftest import PASSWORD, add
from tests.stage.reader import Answer, Reader

TYPED = {"name": "Olga", "email": "Olga@Example.org", "password": PASSWORD}


def set_up(browser: Reader, token: str, **typed: str) -> Answer:
    return browser.post("/account/setup", data=TYPED | {"token": token} | typed)


def owners(app: Flask) -> list[User]:
    with app.app_context():
        return db.session.query(User).filter_by(role="owner").all()


def test_the_link_makes_the_owner_and_lets_them_in(
    app: Flask, reader: Reader, ticket: Callable[..., str]
) -> None:
    token = ticket("owner")
    page = reader.get(f"/account/setup?token={token}")
    assert page.status_code == 200
    assert page.find("[name=token]").attributes["value"] == token
    assert set_up(reader, token).location == "/admin/"
    assert reader.get("/admin/").status_code == 200
    (owner,) = owners(app)
    assert (owner.name, owner.email) == ("Olga", "olga@example.org")
    assert owner.password_hash
    assert PASSWORD not in owner.password_hash


@pytest.mark.parametrize("token", ["", "made-up"])
def test_without_the_link_nobody_becomes_it(app: Flask, reader: Reader, token: str) -> None:
    page = reader.get(f"/account/setup?token={token}")
    assert page.status_code == 403
    assert "blog owner create" in page.text
    assert set_up(reader, token).status_code == 403
    assert owners(app) == []


def test_the_link_works_once(app: Flask, reader: Reader, ticket: Callable[..., str]) -> None:
    token = ticket("owner")
    set_up(reader, token)
    with app.app_context():
        db.session.query(User).update({"password_hash": None})
        db.session.commit()
    assert set_up(reader, token, email="other@example.org").status_code == 403


def test_two_at_once_make_one_owner(app: Flask, ticket: Callable[..., str]) -> None:
    token = ticket("owner")

    def become(number: int) -> int:
        return set_up(Reader(app), token, email=f"o{number}@example.org").status_code

    with ThreadPoolExecutor(4) as people:
        answers = sorted(people.map(become, range(4)))
    assert answers == [303, 403, 403, 403]
    assert len(owners(app)) == 1


def test_where_there_is_an_owner_no_link_makes_another(
    app: Flask, olga: int, reader: Reader, ticket: Callable[..., str]
) -> None:
    with app.app_context():
        assert owner_link() == ""
    assert set_up(reader, ticket("owner")).status_code == 403
    assert len(owners(app)) == 1


def test_a_new_link_ends_the_one_before(app: Flask, reader: Reader) -> None:
    with app.app_context():
        first, second = (owner_link().partition("token=")[2] for _ in range(2))
    assert reader.get(f"/account/setup?token={first}").status_code == 403
    assert reader.get(f"/account/setup?token={second}").status_code == 200


def test_the_link_is_good_for_a_day(reader: Reader, ticket: Callable[..., str]) -> None:
    token = ticket("owner")
    with time_machine.travel(now() + timedelta(hours=24)):
        assert set_up(reader, token).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"email": "olga"}, "email"),
        ({"email": "olga@example.org, eve@example.org"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "passwordpassword"}, "password"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "password"),
        ({"password": "OLGA@example.org"}, "password"),
        ({"name": "Olga of the Lamps", "password": "olga of the lamps"}, "password"),
        ({"password": "x" * 1001}, "password"),
    ],
)
@pytest.mark.sqlite
def test_what_is_wrong_stands_beside_its_field(
    app: Flask, reader: Reader, ticket: Callable[..., str], typed: dict[str, str], field: str
) -> None:
    token = ticket("owner")
    answer = set_up(reader, token, **typed)
    assert answer.status_code == 422
    assert answer.find(f"#{field}-error").text()
    assert answer.find("[name=email]").attributes["value"] == (TYPED | typed)["email"]
    assert owners(app) == []
    assert set_up(reader, token).status_code == 303


@pytest.mark.sqlite
def test_the_title_of_the_blog_is_no_password(
    reader: Reader, ticket: Callable[..., str], change_setting: Callable[[str, object], None]
) -> None:
    change_setting("title", "Seven Lamps & a River")
    answer = set_up(reader, ticket("owner"), password="seven lamps a river")
    assert answer.status_code == 422


def test_an_imported_author_of_that_address_becomes_the_owner(
    app: Flask, reader: Reader, ticket: Callable[..., str]
) -> None:
    author = add(app, "Old name", "olga@example.org", "author", None)
    assert set_up(reader, ticket("owner")).status_code == 303
    (owner,) = owners(app)
    assert owner.id == author


def test_somebody_who_signs_in_already_is_not_taken_over(
    app: Flask, reader: Reader, ticket: Callable[..., str]
) -> None:
    add(app, "Ed", "olga@example.org", "editor", PASSWORD)
    token = ticket("owner")
    answer = set_up(reader, token)
    assert answer.status_code == 422
    assert "Somebody else" in answer.find("#email-error").text()
    assert set_up(reader, token, email="new@example.org").status_code == 303
