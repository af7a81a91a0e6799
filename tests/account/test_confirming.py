"""Giving the password again before what a stranger at an open desk must not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from blog.account.limits import PER_ACCOUNT
from blog.account.models import Login
from blog.account.passwords import hash_password
from blog.account.session import CONFIRMED
from blog.db import db, now, writing
from blog.people.models import User
from tests.stage.forms import forms
from tests.stage.reader import Reader

PASSWORD = "seven lamps by the river"
NEW = {"name": "Nina <New>", "email": "nina@example.org", "role": "editor"}


@pytest.fixture
def owner(app: Flask, sign_in: Callable[..., Reader], owner: User) -> Reader:
    """Olga's browser, in which she gave her password half an hour ago."""
    with app.app_context(), writing():
        db.session.get_one(User, owner.id).password_hash = hash_password(PASSWORD)
    browser = sign_in(owner)
    with app.app_context(), writing():
        db.session.query(Login).one().confirmed_at = now() - CONFIRMED - timedelta(seconds=1)
    return browser


def people(app: Flask) -> int:
    with app.app_context():
        return db.session.query(User).count()


@pytest.mark.parametrize("htmx", [False, True])
def test_the_act_goes_on_by_itself_once_the_password_is_given(
    app: Flask, owner: Reader, htmx: bool
) -> None:
    browser = owner.htmx if htmx else owner
    asked = browser.post("/admin/people/new", data=NEW)
    assert asked.status_code == 401
    assert asked.find("#confirmation").attributes["action"] == "/admin/people/new"
    assert people(app) == 1
    form = next(form for form in forms(asked.text) if "confirming_password" in form.written)
    done = owner.post(form.actions[0], data=form.filled(lambda name: PASSWORD))
    assert done.status_code == 201
    assert "Nina <New>" in str(done.find("#person [name=name]").attributes["value"])
    assert people(app) == 2
    again = browser.post("/admin/people/new", data=NEW | {"email": "b@example.org"})
    assert again.status_code == 201


@pytest.mark.sqlite
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("given", ["", "wrong password"])
def test_a_wrong_password_asks_again_and_loses_nothing(
    app: Flask, owner: Reader, htmx: bool, given: str
) -> None:
    browser = owner.htmx if htmx else owner
    asked = browser.post("/admin/people/new", data=NEW | {"confirming_password": given})
    assert asked.status_code == 422
    assert asked.html.css_first("#confirming_password-error")
    assert asked.find("#confirmation [name=name]").attributes["value"] == NEW["name"]
    assert not asked.html.css_first("#confirmation [type=hidden][name=confirming_password]")
    assert people(app) == 1


def test_guessing_comes_to_an_end(app: Flask, owner: Reader) -> None:
    for _ in range(PER_ACCOUNT["sign_in"]):
        answer = owner.post("/admin/people/new", data=NEW | {"confirming_password": "guess"})
        assert answer.status_code == 422
    answer = owner.post("/admin/people/new", data=NEW | {"confirming_password": PASSWORD})
    assert answer.status_code == 429
    assert "too many tries" in answer.find(".problems").text()
    assert people(app) == 1


def test_faults_are_said_before_the_password_is_asked_for(owner: Reader) -> None:
    assert owner.post("/admin/people/new", data=NEW | {"email": "x"}).status_code == 422


def test_all_that_changes_people_asks(app: Flask, owner: Reader, author: User) -> None:
    address = f"/admin/people/{author.id}"
    given = {"name": "A", "slug": "a", "role": "author", "email": "a@example.org", "bio": "",
             "heir": "nobody"}  # fmt: skip
    for act in ("", "/invitation", "/suspension", "/readmission", "/deletion"):
        assert owner.post(address + act, data=given).status_code == 401, act
    for act in ("second-factor/enrolment", "second-factor/deletion", "passkeys/enrolment"):
        assert owner.post(f"/admin/profile/{act}").status_code == 401, act
    with app.app_context():
        assert db.session.get_one(User, author.id).name == author.name
