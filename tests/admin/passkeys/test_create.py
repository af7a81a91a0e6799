"""Passkeys without a device: what is refused, and whose they are.

What a true device answers is tested in tests/browser/test_passkeys.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from blog.account.models import Passkey
from blog.config import Config
from blog.db import db, writing
from blog.people.models import User
from tests.stage.reader import Reader

ROOM = "/admin/profile/passkeys/"
JUNK = json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}})


def give(app: Flask, who: User | None, name: str = "A key") -> int:
    """A passkey of that person; its number."""
    assert who
    with app.app_context(), writing():
        made = Passkey(user_id=who.id, credential_id=b"\0\0\0", public_key=b"x", name=name)
        db.session.add(made)
        db.session.flush()
        return made.id


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Passkey).count()


@pytest.mark.parametrize("htmx", [False, True])
def test_a_device_is_asked_for_a_key_that_knows_who_uses_it(
    sign_in: Callable[..., Reader], htmx: bool
) -> None:
    ada = sign_in("author")
    answer = (ada.htmx if htmx else ada).post(f"{ROOM}enrolment")
    form = answer.find("[data-passkey=make]")
    options = json.loads(str(form.attributes["data-options"]))
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"


@pytest.mark.sqlite
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("credential", ["", "{", "[]", "null", JUNK, "[" * 5000, "x" * 30_000])
def test_what_no_device_answered_makes_no_key(
    app: Flask, sign_in: Callable[..., Reader], htmx: bool, credential: str
) -> None:
    ada = sign_in("author")
    state = ada.post(f"{ROOM}enrolment").find("[name=state]").attributes["value"]
    given = {"name": "Typed", "credential": credential, "state": str(state)}
    answer = (ada.htmx if htmx else ada).post(ROOM, data=given)
    assert answer.status_code == 422
    assert answer.find("#passkey-name").attributes["value"] == "Typed"
    assert answer.html.css_first("#passkey-name-error")
    assert answer.find("[name=state]").attributes["value"] != state
    assert count(app) == 0


@pytest.mark.parametrize("htmx", [False, True])
def test_people_remove_their_own_keys_and_nobody_elses(
    app: Flask, sign_in: Callable[..., Reader], htmx: bool
) -> None:
    ada, eve = sign_in("author"), sign_in("owner")
    number = give(app, ada.who)
    assert eve.post(f"{ROOM}{number}/deletion").status_code == 404
    assert count(app) == 1
    answer = (ada.htmx if htmx else ada).post(f"{ROOM}{number}/deletion")
    assert answer.status_code == (200 if htmx else 303)
    assert count(app) == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("credential", ["", "{", "[]", "null", "1", JUNK, "[" * 5000])
def test_what_no_device_answered_signs_nobody_in(
    app: Flask, sign_in: Callable[..., Reader], reader: Reader, credential: str
) -> None:
    give(app, sign_in("author").who)
    question = json.loads(reader.post("/account/passkey/options").text)
    assert question["options"]["userVerification"] == "required"
    for state in (question["state"], "", "x"):
        answer = reader.post("/account/passkey", data={"credential": credential, "state": state})
        assert answer.status_code == 422
        assert "opens nothing here" in answer.find(".problems").text()
    assert reader.get("/admin/").status_code == 303


def test_a_form_sent_while_signed_out_stays_in_both_ways_in(reader: Reader) -> None:
    page = reader.post("/admin/posts/new", data={"title": "Not <lost>"})
    assert len(page.html.css('[name="carried.title"][value="Not <lost>"]')) == 2


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://blog.example.org", None),
        ("https://192.0.2.7", None),
        ("https://Blog.example.org/deep", "blog.example.org"),
    ],
)
def test_passkeys_are_offered_where_browsers_have_them(
    config: Config, make_app: Callable[[Config], Flask], url: str, host: str | None
) -> None:
    app = make_app(replace(config, url=url))
    path = "/deep/account/passkey/options" if url.endswith("/deep") else "/account/passkey/options"
    answer = app.test_client().post(path, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == (200 if host else 404)
    if host:
        assert answer.json
        assert answer.json["options"]["rpId"] == host
