"""Letters reach the mail server whole, and nothing else does."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from flask import Flask

from blog.config import Config
from blog.db import db
from blog.mail import jobs
from blog.mail.jobs import MailRefused, Undeliverable, deliver
from blog.queue.jobs import run_due
from blog.queue.models import Task
from tests.mail.postmen import KINDS, Postman, listening, write_to

pytestmark = pytest.mark.sqlite


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def server(postman: Postman) -> Iterator[int]:
    """The port of a mail server that lets `blog` in by the password `p@ss`."""

    def check(_: Any, __: Any, ___: Any, mechanism: str, given: Any) -> AuthResult:
        is_right = (given.login, given.password) == (b"blog", b"p@ss")
        return AuthResult(success=is_right, handled=False)

    with listening(postman, authenticator=check, auth_require_tls=False) as port:
        yield port


@pytest.fixture
def blog(config: Config, make_app: Callable[[Config], Flask], server: int) -> Callable[..., Flask]:
    """A blog that sends by that server."""

    def make(user: str = "blog:p%40ss@", port: int = server) -> Flask:
        address = f"smtp://{user}127.0.0.1:{port}"
        return make_app(replace(config, smtp_url=address, mail_from="blog@example.org"))

    return make


def test_a_letter_arrives_as_plain_text(blog: Callable[..., Flask], postman: Postman) -> None:
    app = blog()
    with app.app_context():
        write_to("olga@example.org", "Grüße from “here”", "Hello Olga,\n\nכתב 茶\n.\nBye")
        run_due(KINDS)
        assert db.session.query(Task).count() == 0
    ((to, content),) = postman.letters
    assert to == ["olga@example.org"]
    message = message_from_bytes(content, policy=policy.default)
    assert message.get_content_type() == "text/plain"
    assert message["Subject"] == "Grüße from “here”"
    assert message["From"] == "blog@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    assert message["Message-ID"]
    assert message.get_content().replace("\r\n", "\n") == "Hello Olga,\n\nכתב 茶\n.\nBye\n"


@pytest.mark.parametrize(
    "subject",
    ["Hi\r\nBcc: all@example.org", "Hi\nX: y", "Hi\rX: y", "Hi\x00", "Hi\u2028X: y", "x" * 5000],
)
def test_no_subject_begins_another_header(
    blog: Callable[..., Flask], postman: Postman, subject: str
) -> None:
    with blog().app_context():
        deliver("olga@example.org", subject, "Text")
    ((to, content),) = postman.letters
    message = message_from_bytes(content, policy=policy.default)
    assert to == ["olga@example.org"]
    assert message["Bcc"] is None
    assert message["X"] is None
    assert len(message["Subject"]) <= 200


@pytest.mark.parametrize(
    "to",
    ["", "olga", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org",
     "Olga <a@example.org>", "a@example.org\x00", "a@b@c"],
)  # fmt: skip
def test_a_letter_goes_to_one_address_or_to_none(
    blog: Callable[..., Flask], postman: Postman, to: str
) -> None:
    with blog().app_context(), pytest.raises(Undeliverable, match="address"):
        deliver(to, "Hi", "Text")
    assert postman.letters == []


def test_what_the_server_refuses_is_tried_again(
    blog: Callable[..., Flask], postman: Postman
) -> None:
    app = blog()
    postman.refusal = "451 Come back later"
    with app.app_context():
        write_to("olga@example.org")
        run_due(KINDS)
        task = db.session.query(Task).one()
        assert task.attempts == 1
        assert "Come back later" in task.problem


def test_a_wrong_password_is_not_told_to_the_log(blog: Callable[..., Flask]) -> None:
    app = blog("blog:hush%20hush@")
    with app.app_context():
        write_to("olga@example.org")
        run_due(KINDS)
        problem = db.session.query(Task).one().problem
    assert "Authentication" in problem
    assert "hush" not in problem
    assert "hush" not in repr(app.config["BLOG"])


def test_a_server_that_says_nothing_is_left(
    blog: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = blog(port=silent.getsockname()[1])
        with app.app_context(), pytest.raises(OSError, match="timed out"):
            deliver("olga@example.org", "Hi", "Text")


def test_no_server_is_a_problem_and_no_crash(blog: Callable[..., Flask]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    app = blog(port=port)
    with app.app_context():
        write_to("olga@example.org")
        run_due(KINDS)
        assert "refused" in db.session.query(Task).one().problem.lower()


def test_a_password_is_not_told_in_the_clear_to_another_machine(
    config: Config,
    make_app: Callable[[Config], Flask],
    server: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda address, *a, **k: real(("127.0.0.1", server), *a, **k)
    )
    address = "smtp://blog:p%40ss@mail.example.org"
    app = make_app(replace(config, smtp_url=address, mail_from="blog@example.org"))
    with app.app_context(), pytest.raises(MailRefused, match="no TLS"):
        deliver("olga@example.org", "Hi", "Text")


def test_without_a_server_nothing_is_sent(app: Flask) -> None:
    with app.app_context(), pytest.raises(MailRefused, match="not set"):
        deliver("olga@example.org", "Hi", "Text")
