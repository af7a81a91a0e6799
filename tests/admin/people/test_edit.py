"""Changing who somebody is and what they may do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.audit.models import AuditLine
from blog.db import db, writing
from blog.people.models import User
from tests.stage.reader import Reader


def fields(person: User, **changes: str) -> dict[str, str]:
    """What the form holds when it is opened, and what somebody changes in it."""
    held = {"name": person.name, "email": person.email or "", "slug": person.slug,
            "role": person.role, "bio": person.bio}  # fmt: skip
    return held | changes


def current(app: Flask, person: User) -> User:
    """The person as the database knows them now."""
    with app.app_context():
        return db.session.get_one(User, person.id)


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return [line.action for line in db.session.query(AuditLine).order_by(AuditLine.id)]


def test_an_owner_changes_all_that_is_known_of_somebody(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    owner = sign_in("owner")
    address = f"/admin/people/{author.id}"
    assert owner.get(address).find("#slug").attributes["value"] == author.slug
    typed = fields(
        author, name="Ada Byron", email="Ada@Example.org", slug="ada", role="editor", bio="Counts."
    )
    answer = owner.post(address, data=typed)
    assert (answer.status_code, answer.location) == (303, f"{address}?done=saved")
    now = current(app, author)
    assert (now.name, now.email, now.slug) == ("Ada Byron", "ada@example.org", "ada")
    assert (now.role, now.bio) == ("editor", "Counts.")
    assert acts(app) == ["person.role", "person.save"]


def test_with_htmx_the_form_comes_back_saved(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    answer = sign_in("owner").htmx.post(f"/admin/people/{author.id}", data=fields(author, name="A"))
    assert answer.status_code == 200
    assert answer.find("#person").attributes["data-announce"] == "Saved."
    assert current(app, author).name == "A"


@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_is_said_beside_its_field_and_stays_typed(
    app: Flask, sign_in: Callable[..., Reader], author: User, htmx: bool
) -> None:
    owner, other = sign_in("owner"), sign_in("editor").who
    assert other
    browser = owner.htmx if htmx else owner
    wrong = fields(author, name=" ", email="nothing", slug="Not A Slug", role="king")
    answer = browser.post(f"/admin/people/{author.id}", data=wrong)
    assert answer.status_code == 422
    for name in ("name", "email", "slug", "role"):
        assert answer.html.css_first(f"#{name}-error"), name
    assert answer.find("#slug").attributes["value"] == "Not A Slug"
    assert "not-a-slug" in answer.find("#slug-error").text()
    answer = browser.post(f"/admin/people/{author.id}", data=fields(author, slug=other.slug))
    assert answer.status_code == 422
    assert current(app, author).slug == author.slug


def test_nobody_gets_the_address_by_which_another_signs_in(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    owner = sign_in("owner")
    assert owner.who
    name_them(app, owner.who, "olga@example.org")
    answer = owner.post(f"/admin/people/{author.id}", data=fields(author, email="OLGA@example.org"))
    assert answer.status_code == 422
    assert "Somebody else has" in answer.find("#email-error").text()


def test_who_signs_in_by_an_address_keeps_one(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    owner, _ = sign_in("owner"), sign_in(author)
    answer = owner.post(f"/admin/people/{author.id}", data=fields(author, email=""))
    assert "cannot be empty" in answer.find("#email-error").text()


@pytest.mark.parametrize("changes", [{"role": "contributor"}, {"email": "new@example.org"}])
def test_another_role_or_address_ends_the_sessions_of_that_person_alone(
    sign_in: Callable[..., Reader], author: User, changes: dict[str, str]
) -> None:
    owner, writer, another = sign_in("owner"), sign_in(author), sign_in("author")
    given = fields(author, **({"email": "ada@example.org"} | changes))
    owner.post(f"/admin/people/{author.id}", data=given)
    assert writer.get("/admin/").status_code == 303
    assert another.get("/admin/").status_code == owner.get("/admin/").status_code == 200


def test_a_new_name_ends_nobodys_session(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    name_them(app, author, "ada@example.org")
    owner, writer = sign_in("owner"), sign_in(author)
    given = fields(author, name="New", email="ada@example.org")
    assert owner.post(f"/admin/people/{author.id}", data=given).status_code == 303
    assert writer.get("/admin/").status_code == 200


def test_an_owner_who_changes_the_own_address_stays_here_and_nowhere_else(
    sign_in: Callable[..., Reader],
) -> None:
    here = sign_in("owner")
    assert here.who
    elsewhere, cookie = sign_in(here.who), str(here.get_cookie("octavo_login"))
    answer = here.post(
        f"/admin/people/{here.who.id}", data=fields(here.who, email="me@example.org")
    )
    assert answer.status_code == 303
    assert here.get("/admin/").status_code == 200
    assert str(here.get_cookie("octavo_login")) != cookie
    assert elsewhere.get("/admin/").status_code == 303


def test_the_last_owner_stays_owner(app: Flask, sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    assert owner.who
    given = fields(owner.who, role="editor", email="o@example.org", name="Typed")
    for browser in (owner, owner.htmx):
        answer = browser.post(f"/admin/people/{owner.who.id}", data=given)
        assert answer.status_code == 422
        assert "somebody must own the blog" in answer.find("#role-error").text()
        assert answer.find("#name").attributes["value"] == "Typed"
    assert current(app, owner.who).role == "owner"
    assert current(app, owner.who).name == owner.who.name


def test_an_owner_who_cannot_sign_in_does_not_count_as_another(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    owner = sign_in("owner")
    assert owner.who
    owner.post(f"/admin/people/{author.id}", data=fields(author, role="owner"))
    assert current(app, author).role == "owner"
    given = fields(owner.who, role="editor", email="o@example.org")
    assert owner.post(f"/admin/people/{owner.who.id}", data=given).status_code == 422


def test_of_two_owners_one_may_step_back(app: Flask, sign_in: Callable[..., Reader]) -> None:
    one, other = sign_in("owner"), sign_in("owner")
    assert one.who
    given = fields(one.who, role="author", email="o@example.org")
    assert one.post(f"/admin/people/{one.who.id}", data=given).status_code == 303
    assert current(app, one.who).role == "author"
    assert one.get("/admin/people/").status_code == 403
    assert other.get("/admin/people/").status_code == 200


def test_an_editor_does_not_reach_people(sign_in: Callable[..., Reader], author: User) -> None:
    editor = sign_in("editor")
    assert editor.get("/admin/people/").status_code == 403
    assert editor.post(f"/admin/people/{author.id}", data=fields(author)).status_code == 403


def name_them(app: Flask, person: User, email: str) -> None:
    """Give somebody an address behind everybody's back."""
    with app.app_context(), writing():
        db.session.get_one(User, person.id).email = email
