"""A person's own page: name, address, password and devices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.account.devices import device_of
from blog.account.models import Login
from blog.account.passwords import hash_password, is_right
from blog.db import db, writing
from blog.people.models import User
from tests.stage.reader import Reader

PASSWORD, NEXT = "seven lamps by the river", "four words that fit"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ada(app: Flask, sign_in: Callable[..., Reader], author: User) -> Reader:
    """Ada's browser; she signs in by ada@example.org and PASSWORD."""
    hashed = hash_password(PASSWORD)
    with app.app_context(), writing():
        row = db.session.get_one(User, author.id)
        row.password_hash, row.email = hashed, "ada@example.org"
    return sign_in(author)


def fields(browser: Reader, **changes: str) -> dict[str, str]:
    assert browser.who
    return {"name": browser.who.name, "email": "ada@example.org", "bio": ""} | changes


def row(app: Flask, browser: Reader) -> User:
    assert browser.who
    with app.app_context():
        return db.session.get_one(User, browser.who.id)


@pytest.mark.parametrize("role", ["owner", "editor", "author", "contributor"])
def test_everybody_has_a_page_of_their_own(sign_in: Callable[..., Reader], role: str) -> None:
    page = sign_in(role).get("/admin/profile/")
    assert page.status_code == 200
    assert "this browser" in page.find("#devices").text()


def test_the_name_in_the_bar_leads_there(ada: Reader) -> None:
    assert ada.get("/admin/").find(".bar .me a").attributes["href"] == "/admin/profile/"
    assert ada.get("/account/").location == "/admin/profile/"


def test_what_people_say_of_themselves_is_saved(app: Flask, ada: Reader) -> None:
    answer = ada.post("/admin/profile/", data=fields(ada, name="Ada", bio="Counts.", role="owner"))
    assert (answer.status_code, answer.location) == (303, "/admin/profile/?done=saved")
    assert (row(app, ada).name, row(app, ada).bio) == ("Ada", "Counts.")
    assert row(app, ada).role == "author"


def test_with_htmx_the_form_comes_back_saved(app: Flask, ada: Reader) -> None:
    answer = ada.htmx.post("/admin/profile/", data=fields(ada, name="Ada"))
    assert answer.status_code == 200
    assert answer.find("#profile").attributes["data-announce"] == "Saved."
    assert row(app, ada).name == "Ada"


@pytest.mark.parametrize("htmx", [False, True])
def test_faults_stand_beside_their_fields(
    sign_in: Callable[..., Reader], app: Flask, ada: Reader, htmx: bool
) -> None:
    other = sign_in("editor").who
    assert other
    with app.app_context(), writing():
        db.session.get_one(User, other.id).email = "eve@example.org"
    browser = ada.htmx if htmx else ada
    for email in ("eve@example.org", "EVE@example.org", "", "x"):
        answer = browser.post("/admin/profile/", data=fields(ada, email=email, name="Typed"))
        assert answer.status_code == 422
        assert answer.html.css_first("#email-error")
        assert answer.find("#name").attributes["value"] == "Typed"
    assert row(app, ada).email == "ada@example.org"


def test_another_address_ends_every_other_session(
    app: Flask, ada: Reader, sign_in: Callable[..., Reader]
) -> None:
    assert ada.who
    elsewhere = sign_in(ada.who)
    assert ada.post("/admin/profile/", data=fields(ada, email="New@example.org")).status_code == 303
    assert row(app, ada).email == "new@example.org"
    assert ada.get("/admin/profile/").status_code == 200
    assert elsewhere.get("/admin/profile/").status_code == 303


def test_a_new_password_ends_every_other_session_and_renews_this_one(
    app: Flask, ada: Reader, sign_in: Callable[..., Reader]
) -> None:
    assert ada.who
    elsewhere, cookie = sign_in(ada.who), str(ada.get_cookie("octavo_login"))
    given = {"old_password": PASSWORD, "password": NEXT}
    answer = ada.post("/admin/profile/password", data=given)
    assert (answer.status_code, answer.location) == (303, "/admin/profile/?done=changed")
    assert is_right(row(app, ada), NEXT)
    assert str(ada.get_cookie("octavo_login")) != cookie
    assert ada.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 303


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong password", NEXT, "old_password"),
        ("", NEXT, "old_password"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "ada@example.org", "password"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_password_is_not_changed_by_a_wrong_or_weak_one(
    app: Flask, ada: Reader, old: str, new: str, field: str, htmx: bool
) -> None:
    browser = ada.htmx if htmx else ada
    answer = browser.post("/admin/profile/password", data={"old_password": old, "password": new})
    assert answer.status_code == 422
    assert answer.html.css_first(f"#{field}-error")
    assert is_right(row(app, ada), PASSWORD)


@pytest.mark.parametrize("htmx", [False, True])
def test_one_device_is_signed_out_from_another(
    app: Flask, ada: Reader, sign_in: Callable[..., Reader], htmx: bool
) -> None:
    assert ada.who
    lost, kept = sign_in(ada.who), sign_in(ada.who)
    with app.app_context():
        _first, second, _last = db.session.query(Login.id).order_by(Login.id)
    browser = ada.htmx if htmx else ada
    answer = browser.post(f"/admin/profile/devices/{second.id}/deletion")
    assert answer.status_code == (200 if htmx else 303)
    assert lost.get("/admin/").status_code == 303
    assert kept.get("/admin/").status_code == ada.get("/admin/").status_code == 200
    answer = browser.post("/admin/profile/devices/deletion")
    assert answer.status_code == (200 if htmx else 303)
    assert kept.get("/admin/").status_code == 303
    assert ada.get("/admin/").status_code == 200
    assert len(ada.get("/admin/profile/").texts("#devices li")) == 1


def test_nobody_signs_out_somebody_else(
    app: Flask, ada: Reader, sign_in: Callable[..., Reader]
) -> None:
    other = sign_in("owner")
    with app.app_context():
        theirs = db.session.query(Login).filter(Login.user_id != row(app, ada).id).one()
    assert ada.post(f"/admin/profile/devices/{theirs.id}/deletion").status_code == 404
    assert other.get("/admin/").status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 "
         "Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 "
         "Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel) AppleWebKit/537.36 Chrome/140.0 Mobile "
         "Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "Some program"),
        ("", "Some program"),
        ("<b>Firefox/", "Firefox"),
    ],
)  # fmt: skip
def test_a_device_is_called_by_plain_words(app: Flask, agent: str, name: str) -> None:
    with app.test_request_context():
        assert device_of(agent) == name
