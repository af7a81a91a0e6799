"""Accepting an invitation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.db import db, now
from blog.people.models import User
from tests.account.conftest import PASSWORD, add, change
from tests.stage.reader import Answer, Reader


@pytest.fixture
def invited(app: Flask) -> int:
    return add(app, "Ivo Imported", "ivo@example.org", "contributor", None)


def accept(browser: Reader, token: str, **typed: str) -> Answer:
    fields = {"name": "Ivo", "password": PASSWORD, "token": token} | typed
    return browser.post("/account/invitation", data=fields)


def test_who_is_invited_chooses_name_and_password_and_is_in(
    app: Flask, invited: int, reader: Reader, ticket: Callable[..., str]
) -> None:
    token = ticket("invitation", invited)
    page = reader.get(f"/account/invitation?token={token}")
    assert page.find("[name=name]").attributes["value"] == "Ivo Imported"
    assert "ivo@example.org" in page.text
    assert accept(reader, token).location == "/admin/"
    assert reader.get("/admin/").status_code == 200
    with app.app_context():
        person = db.session.get_one(User, invited)
        assert (person.name, person.role) == ("Ivo", "contributor")


def test_it_works_once(invited: int, reader: Reader, ticket: Callable[..., str]) -> None:
    token = ticket("invitation", invited)
    accept(reader, token)
    assert accept(reader, token, password="another long password").status_code == 403
    assert reader.get(f"/account/invitation?token={token}").status_code == 403


def test_it_is_good_for_a_week(invited: int, reader: Reader, ticket: Callable[..., str]) -> None:
    token = ticket("invitation", invited)
    with time_machine.travel(now() + timedelta(days=7, seconds=-1)):
        assert reader.get(f"/account/invitation?token={token}").status_code == 200
    with time_machine.travel(now() + timedelta(days=7, seconds=1)):
        assert accept(reader, token).status_code == 403


def test_who_was_shut_out_meanwhile_stays_out(
    app: Flask, invited: int, reader: Reader, ticket: Callable[..., str]
) -> None:
    token = ticket("invitation", invited)
    change(app, invited, disabled_at=now())
    assert accept(reader, token).status_code == 403


def test_a_link_of_another_kind_opens_nothing(
    invited: int, olga: int, reader: Reader, ticket: Callable[..., str]
) -> None:
    assert accept(reader, ticket("reset", olga)).status_code == 403
    assert accept(reader, ticket("owner")).status_code == 403


def test_a_weak_password_leaves_the_link_good(
    invited: int, reader: Reader, ticket: Callable[..., str]
) -> None:
    token = ticket("invitation", invited)
    assert accept(reader, token, password="ivo@example.org").status_code == 422
    assert accept(reader, token).status_code == 303
