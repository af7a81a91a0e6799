"""Inviting somebody, and inviting again."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from blog.account.models import Ticket
from blog.db import db
from blog.people.models import User
from tests.stage.reader import Answer, Reader

NEW = {"name": "Nina New", "email": "Nina@Example.org", "role": "editor"}
PASSWORD = "four words that fit"


def link_in(answer: Answer) -> str:
    """Path and query of the link that the answer shows."""
    parts = urlsplit(str(answer.find("#link").attributes["value"]))
    return f"{parts.path}?{parts.query}"


def join(browser: Reader, link: str) -> Answer:
    token = link.partition("token=")[2]
    fields = {"token": token, "name": "Nina", "password": PASSWORD}
    return browser.post("/account/invitation", data=fields)


@pytest.mark.parametrize("htmx", [False, True])
def test_who_is_invited_joins_by_the_link_in_the_role_they_were_given(
    app: Flask, sign_in: Callable[..., Reader], reader: Reader, htmx: bool
) -> None:
    owner = sign_in("owner")
    answer = (owner.htmx if htmx else owner).post("/admin/people/new", data=NEW)
    assert answer.status_code == 201
    link = link_in(answer)
    assert reader.get(link).status_code == 200
    assert join(reader, link).status_code == 303
    with app.app_context():
        nina = db.session.query(User).filter_by(email="nina@example.org").one()
        assert (nina.role, nina.slug, nina.can_sign_in) == ("editor", "nina-new", True)
    assert reader.get("/admin/").status_code == 200
    assert reader.get("/admin/people/").status_code == 403


def test_the_link_is_shown_once(app: Flask, sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    link = link_in(owner.post("/admin/people/new", data=NEW))
    with app.app_context():
        person_id = db.session.query(Ticket).one().user_id
    for page in ("/admin/people/", f"/admin/people/{person_id}", "/admin/audit/"):
        assert link.partition("token=")[2] not in owner.get(page).text


@pytest.mark.parametrize("htmx", [False, True])
def test_an_invitation_with_faults_invites_nobody(
    app: Flask, sign_in: Callable[..., Reader], htmx: bool
) -> None:
    owner = sign_in("owner")
    browser = owner.htmx if htmx else owner
    answer = browser.post("/admin/people/new", data=NEW | {"email": "nina at home", "name": ""})
    assert answer.status_code == 422
    assert answer.find("#email").attributes["value"] == "nina at home"
    assert answer.html.css_first("#email-error")
    assert answer.html.css_first("#name-error")
    with app.app_context():
        assert db.session.query(User).count() == 1


def test_one_address_is_invited_once(app: Flask, sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    assert owner.post("/admin/people/new", data=NEW).status_code == 201
    answer = owner.post("/admin/people/new", data=NEW | {"email": "NINA@example.org"})
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.query(User).count() == 2


def test_an_imported_author_joins_as_the_very_person_whose_posts_are_there(
    app: Flask, sign_in: Callable[..., Reader], author: User, reader: Reader
) -> None:
    owner = sign_in("owner")
    answer = owner.post(f"/admin/people/{author.id}/invitation", data={"email": "ada@example.org"})
    assert answer.status_code == 201
    assert join(reader, link_in(answer)).status_code == 303
    with app.app_context():
        assert db.session.get_one(User, author.id).can_sign_in
        assert db.session.query(User).count() == 2


def test_a_new_link_ends_the_older_one(
    sign_in: Callable[..., Reader], author: User, reader: Reader
) -> None:
    owner, address = sign_in("owner"), f"/admin/people/{author.id}/invitation"
    older = link_in(owner.post(address, data={"email": "ada@example.org"}))
    newer = link_in(owner.htmx.post(address, data={"email": "ada@example.org"}))
    assert reader.get(older).status_code == 403
    assert reader.get(newer).status_code == 200


@pytest.mark.parametrize("htmx", [False, True])
def test_an_invitation_needs_an_address(
    sign_in: Callable[..., Reader], author: User, htmx: bool
) -> None:
    owner = sign_in("owner")
    browser = owner.htmx if htmx else owner
    answer = browser.post(f"/admin/people/{author.id}/invitation", data={"email": "x"})
    assert answer.status_code == 422
    assert answer.html.css_first("#invitation-email-error")


def test_who_can_sign_in_is_not_invited_again(app: Flask, sign_in: Callable[..., Reader]) -> None:
    owner, writer = sign_in("owner"), sign_in("author")
    assert writer.who
    address = f"/admin/people/{writer.who.id}/invitation"
    assert owner.post(address, data={"email": "a@example.org"}).status_code == 409
    with app.app_context():
        assert db.session.query(Ticket).count() == 0
