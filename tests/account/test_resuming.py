"""Acting while signed out: nothing typed is lost on the way through the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pyotp
import pytest
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from blog.account import session
from blog.account.resuming import ask_to_sign_in, offer_to_send_again
from blog.config import Config
from tests.account.conftest import EMAIL, PASSWORD, add
from tests.stage.reader import Answer, Reader

TARGET = "/some/act"
TEXT = 'Tea & "quotes" <b>\r\n  two lines\r\n\r\nכתב 茶'


@pytest.fixture
def done(app: Flask) -> list[list[tuple[str, str]]]:
    """What an act that needs somebody signed in got of the forms sent to it."""
    forms: list[list[tuple[str, str]]] = []

    def act() -> Response | str:
        if session.person() is None:
            return ask_to_sign_in()
        if not session.has_form_token():
            return offer_to_send_again()
        forms.append([pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"])
        return redirect("/", 303)

    app.add_url_rule(TARGET, "act", act, methods=["POST"])
    return forms


def hidden(page: Answer) -> dict[str, Any]:
    """The hidden fields of the page's first form, those of one name together."""
    fields: dict[str, Any] = {}
    for node in page.find("main form").css("input[type=hidden]"):
        value = (node.attributes["value"] or "").replace("\n", "\r\n")  # As browsers send it.
        fields.setdefault(node.attributes["name"] or "", []).append(value)
    return fields


def act(browser: Reader, **more: Any) -> Answer:
    sent = {"title": TEXT, "label": ["A", "B"], "csrf_token": "old", "password": "hush"} | more
    return browser.post(f"{TARGET}?page=2", data=sent)


def enter(browser: Reader, page: Answer, password: str = PASSWORD) -> Answer:
    typed = {"email": EMAIL, "password": password}
    return browser.post("/account/sign-in", data=hidden(page) | typed)


def test_a_form_travels_through_the_door(
    olga: int, reader: Reader, done: list[list[tuple[str, str]]]
) -> None:
    asked = act(reader)
    assert asked.status_code == 401
    assert "hush" not in asked.text
    again = enter(reader, asked, "a wrong one")
    assert again.status_code == 422
    page = enter(reader, again)
    assert page.status_code == 200
    fields = hidden(page)
    assert fields.pop("csrf_token") != ["old"]
    assert fields == {"title": [TEXT], "label": ["A", "B"]}
    assert page.find("main form").attributes["action"] == f"{TARGET}?page=2"
    assert done == []
    reader.post(f"{TARGET}?page=2", data=hidden(page))
    assert done == [[("title", TEXT), ("label", "A"), ("label", "B")]]


@pytest.mark.usefixtures("olga", "done")
def test_and_through_the_second_step(secret: str, reader: Reader) -> None:
    step = enter(reader, act(reader))
    wrong = reader.post("/account/second-step", data=hidden(step) | {"code": "000000"})
    assert wrong.status_code == 422
    code = pyotp.TOTP(secret).now()
    page = reader.post("/account/second-step", data=hidden(wrong) | {"code": code})
    fields = hidden(page)
    assert fields.pop("csrf_token")
    assert fields == {"title": [TEXT], "label": ["A", "B"]}


def test_a_form_without_fields_travels_too(
    olga: int, reader: Reader, done: list[list[tuple[str, str]]]
) -> None:
    page = enter(reader, reader.post(TARGET))
    assert page.status_code == 200
    assert reader.post(TARGET, data=hidden(page)).status_code == 303
    assert done == [[]]


@pytest.mark.usefixtures("olga", "done")
def test_files_cannot_travel_and_it_says_so(reader: Reader) -> None:
    asked = act(reader, picture=(BytesIO(b"bytes"), "a.png"))
    assert "choose them again" in asked.text
    page = enter(reader, asked)
    assert "choose them again" in page.text
    assert hidden(page)["title"] == [TEXT]


@pytest.mark.usefixtures("olga", "done")
def test_a_long_text_travels_whole(reader: Reader) -> None:
    long = "茶" * 150_000  # As many bytes as a form may hold at all.
    asked = reader.post(TARGET, data={"title": long}, content_type="multipart/form-data")
    page = enter_in_parts(reader, asked)
    assert hidden(page)["title"] == [long]


def enter_in_parts(browser: Reader, page: Answer) -> Answer:
    assert page.find("main form").attributes["enctype"] == "multipart/form-data"
    return browser.post(
        "/account/sign-in",
        data=hidden(page) | {"email": EMAIL, "password": PASSWORD},
        content_type="multipart/form-data",
    )


@pytest.mark.sqlite
def test_nobody_makes_somebody_carry_a_form_by_a_link(reader: Reader) -> None:
    link = "/account/sign-in?next=/admin/&is_form=1&carried.title=Evil"
    assert "Evil" not in reader.get(link).text


@pytest.mark.usefixtures("olga", "done")
def test_a_carried_form_goes_nowhere_else(reader: Reader) -> None:
    fields = hidden(act(reader)) | {"next": "//evil.example/"}
    page = reader.post("/account/sign-in", data=fields | {"email": EMAIL, "password": PASSWORD})
    assert page.find("main form").attributes["action"] == "/admin/"


@pytest.mark.usefixtures("done")
def test_htmx_gets_a_fragment_that_leads_to_the_door_in_a_new_tab(reader: Reader) -> None:
    answer = reader.htmx.post(TARGET, data={"title": TEXT})
    assert answer.status_code == 401
    link = answer.find("#signed-out a")
    assert link.attributes["href"] == "/account/sign-in"
    assert link.attributes["target"] == "_blank"


@pytest.mark.usefixtures("olga")
def test_a_page_that_stayed_open_can_be_sent_after_signing_in_again(reader: Reader) -> None:
    """The token belongs to person and password, not to one login."""

    def token() -> str:
        return reader.get("/admin/").find("[name=csrf_token]").attributes["value"] or ""

    typed = {"email": EMAIL, "password": PASSWORD}
    reader.post("/account/sign-in", data=typed)
    before = token()
    reader.post("/account/sign-out", data={"csrf_token": before})
    reader.post("/account/sign-in", data=typed)
    assert token() == before


def test_a_form_of_somebody_else_is_offered_and_not_done(sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    answer = owner.post("/account/sign-out", data={"csrf_token": "another's", "note": "kept"})
    assert answer.status_code == 400
    assert answer.find("main [name=note]").attributes["value"] == "kept"
    assert owner.get("/admin/").status_code == 200


def test_under_a_sub_path_the_way_on_stays_below_it(
    config: Config, make_app: Callable[[Config], Flask]
) -> None:
    app = make_app(replace(config, url="https://blog.example.org/deep"))
    add(app, "Olga", EMAIL, "owner", PASSWORD)
    reader, home = Reader(app), {"Host": "blog.example.org"}
    led = reader.get("/deep/admin/?a=1", headers=home)
    assert led.location == "/deep/account/sign-in?next=/admin/?a%3D1"
    target = reader.get(led.location, headers=home).find("[name=next]").attributes["value"]
    typed = {"email": EMAIL, "password": PASSWORD, "next": target}
    answer = reader.post("/deep/account/sign-in", data=typed, headers=home)
    assert answer.location == "/deep/admin/?a=1"
    cookie = answer.headers["Set-Cookie"]
    assert "Path=/deep" in cookie
    assert "Secure" in cookie
