"""A blog that sends letters to a mail server, and what the tests of letters ask of both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask

from blog.background import TASKS
from blog.comments.models import Comment
from blog.config import Config
from blog.db import db, writing
from blog.queue.jobs import run_due
from blog.subscriptions.actions import subscribe
from blog.subscriptions.models import Subscription
from tests.mail.postmen import Postman, listening

URL = "https://blog.example.org/deep"
HOST = {"Host": "blog.example.org"}


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask], postman: Postman) -> Iterator[Flask]:
    """A blog that sends by that postman and stands below a path."""
    with listening(postman) as port:
        address = f"smtp://127.0.0.1:{port}"
        yield make_app(replace(config, smtp_url=address, mail_from="blog@example.org", url=URL))


@pytest.fixture
def post_office(app: Flask, postman: Postman) -> Callable[[], list[EmailMessage]]:
    """Does the work that waits; gives the letters that went out through it."""

    def work() -> list[EmailMessage]:
        before = len(postman.letters)
        with app.app_context():
            run_due(TASKS)
        return postman.read()[before:]

    return work


@pytest.fixture
def wish(app: Flask) -> Callable[..., None]:
    """Has letters about answers to a comment asked for, as the comment's form does."""

    def make(comment: Comment, email: str = "clara@example.org", network: str = "") -> None:
        with app.app_context(), writing():
            subscribe(db.session.get_one(Comment, comment.id), email, network or None)

    return make


@pytest.fixture
def listen(
    app: Flask, wish: Callable[..., None], post_office: Callable[[], list[EmailMessage]]
) -> Callable[..., EmailMessage]:
    """Has somebody say yes to letters about answers; gives the letter that asked."""

    def make(comment: Comment, email: str = "clara@example.org") -> EmailMessage:
        wish(comment, email)
        (letter,) = post_office()
        browser = app.test_client()
        browser.post(path_in(letter), headers=HOST | {"Sec-Fetch-Site": "same-origin"})
        return letter

    return make


def wishes(app: Flask) -> list[Subscription]:
    with app.app_context():
        return list(db.session.query(Subscription).order_by(Subscription.id))


def path_in(letter: EmailMessage, kind: str = "subscriptions") -> str:
    """The path of that link of a letter."""
    found = re.search(rf"^{URL}(/{kind}/\S+)$", words(letter), re.M)
    assert found, words(letter)
    return f"/deep{found[1]}"


def words(letter: EmailMessage) -> str:
    """What a letter says, its lines as Python ends them."""
    return str(letter.get_content()).replace("\r\n", "\n")
