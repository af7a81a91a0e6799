"""Of which comments people are told by mail, as they say it themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.admin.profile.forms import OwnForm
from blog.db import db, writing
from blog.people.models import User
from tests.stage.reader import Reader

PAGE = "/admin/profile/"


@pytest.fixture
def enter(app: Flask, sign_in: Callable[..., Reader]) -> Callable[[str], Reader]:
    """Opens the browser of somebody of that role who has an e-mail address."""

    def open_browser(role: str) -> Reader:
        browser = sign_in(role)
        assert browser.who
        with app.app_context(), writing():
            db.session.get_one(User, browser.who.id).email = f"{role}@example.org"
        return browser

    return open_browser


def fields(browser: Reader, **more: str) -> dict[str, str]:
    assert browser.who
    return {"name": browser.who.name, "email": f"{browser.who.role}@example.org", "bio": ""} | more


def wish(app: Flask, browser: Reader) -> tuple[str, str]:
    assert browser.who
    with app.app_context():
        row = db.session.get_one(User, browser.who.id)
        return row.comment_mail, row.comment_mail_rhythm


@pytest.mark.parametrize("role", ["owner", "editor", "author"])
def test_whoever_moderates_says_what_to_be_told(
    app: Flask, enter: Callable[[str], Reader], role: str
) -> None:
    browser = enter(role)
    page = browser.get(PAGE)
    assert page.find("#comment_mail option[selected]").attributes["value"] == "waiting"
    assert page.find("#comment_mail_rhythm option[selected]").attributes["value"] == "hourly"
    wishes = {"comment_mail": "all", "comment_mail_rhythm": "single"}
    assert browser.post(PAGE, data=fields(browser, **wishes)).status_code == 303
    assert wish(app, browser) == ("all", "single")
    assert browser.get(PAGE).find("#comment_mail option[selected]").attributes["value"] == "all"


def test_who_moderates_nothing_is_not_asked(app: Flask, enter: Callable[[str], Reader]) -> None:
    browser = enter("contributor")
    assert not browser.get(PAGE).html.css("#comment_mail")
    wishes = {"comment_mail": "all", "comment_mail_rhythm": "single"}
    assert browser.post(PAGE, data=fields(browser, **wishes)).status_code == 303
    assert wish(app, browser) == ("waiting", "hourly")


def test_other_wishes_are_told_beside_the_field(app: Flask, enter: Callable[[str], Reader]) -> None:
    browser = enter("author")
    for htmx in (browser, browser.htmx):
        answer = htmx.post(PAGE, data=fields(browser, comment_mail="everything"))
        assert answer.status_code == 422
        assert answer.html.css_first("#comment_mail-error")
    assert wish(app, browser) == ("waiting", "hourly")


def test_the_page_says_when_no_letter_can_be_sent(enter: Callable[[str], Reader]) -> None:
    assert "BLOG_SMTP_URL" in enter("author").get(PAGE).find("#comment_mail-hint").text()


def test_every_choice_is_one_that_letters_know() -> None:
    from blog.notices.actions import COST
    from blog.notices.jobs import STATES

    form = OwnForm(None, may_moderate=True, email_is_taken=lambda email: False)
    assert {choice[0] for choice in form.comment_mail.iter_choices()} == {*STATES, "none"}
    assert {choice[0] for choice in form.comment_mail_rhythm.iter_choices()} == set(COST)
