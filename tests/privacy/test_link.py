"""A letter brings commenters the link to what they wrote; nobody learns who wrote here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask

from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.posts.models import Post
from blog.privacy.actions import forget_requests
from blog.privacy.models import LinkRequest
from blog.queue.models import Task
from tests.privacy.conftest import CLARA, Work, get, post_to
from tests.stage.reader import Reader
from tests.stage.routes import contents
from tests.subscriptions.conftest import path_in, words

ASK = "/deep/comments/mine"
Make = Callable[..., Comment]


def test_a_letter_brings_the_link(
    app: Flask, reader: Reader, post: Post, make_comment: Make, post_office: Work
) -> None:
    make_comment(post, "What Clara wrote.", email="Clara@Example.org")
    asked = post_to(reader, ASK, email=" CLARA@example.org ")
    assert asked.status_code == 303
    assert "a letter with a link is on its way" in get(reader, asked.location).text
    with app.app_context():
        (task,) = db.session.query(Task)
        assert "mine" not in str(task.arguments)
    (letter,) = post_office()
    assert letter["To"] == CLARA
    page = get(reader, path_in(letter, "comments/mine"))
    assert "What Clara wrote." in page.text


def test_the_answer_is_the_same_for_whoever_never_wrote_and_costs_the_same_rows(
    app: Flask, reader: Reader, post: Post, make_comment: Make, post_office: Work
) -> None:
    make_comment(post, email=CLARA)
    known, unknown = post_to(reader, ASK, email=CLARA), post_to(reader, ASK, email="dora@e.org")
    assert (known.status_code, known.location, known.data) == (
        unknown.status_code,
        unknown.location,
        unknown.data,
    )
    with app.app_context():
        assert db.session.query(Task).count() == db.session.query(LinkRequest).count() == 2
    assert [letter["To"] for letter in post_office()] == [CLARA]


def test_an_address_gets_three_links_a_day(
    app: Flask, reader: Reader, post: Post, make_comment: Make, post_office: Work
) -> None:
    make_comment(post, email=CLARA)
    answers = {post_to(reader, ASK, email=CLARA).data for _ in range(5)}
    assert len(answers) == 1
    assert len(post_office()) == 3
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        post_to(reader, ASK, email=CLARA)
        assert len(post_office()) == 1
        with app.app_context(), writing():
            forget_requests()
        with app.app_context():
            assert db.session.query(LinkRequest).count() == 1


def test_a_network_asks_ten_times_a_day(app: Flask, reader: Reader) -> None:
    for number in range(12):
        post_to(reader, ASK, email=f"somebody{number}@example.org")
    with app.app_context():
        assert db.session.query(LinkRequest).count() == db.session.query(Task).count() == 10


def test_whoever_wants_no_letters_gets_none(
    reader: Reader,
    post: Post,
    make_comment: Make,
    listen: Callable[..., EmailMessage],
    post_office: Work,
) -> None:
    way_out = path_in(listen(make_comment(post, email=CLARA)), "unsubscribe")
    post_to(reader, way_out, scope="address")
    post_to(reader, ASK, email=CLARA)
    assert post_office() == []


def test_the_letter_itself_offers_the_way_out_of_all_letters(
    reader: Reader,
    post: Post,
    make_comment: Make,
    listen: Callable[..., EmailMessage],
    post_office: Work,
) -> None:
    comment = make_comment(post, email=CLARA)
    listen(comment)
    post_to(reader, ASK, email=CLARA)
    (letter,) = post_office()
    way_out = path_in(letter, "unsubscribe")
    assert get(reader, way_out).status_code == 200
    post_to(reader, way_out, scope="address")
    post_to(reader, ASK, email=CLARA)
    make_comment(post, parent=comment)
    assert post_office() == []


@pytest.mark.sqlite
def test_the_letter_holds_no_word_of_a_comment(
    reader: Reader, post: Post, make_comment: Make, post_office: Work
) -> None:
    make_comment(post, "Buy Zwrrk", name="Zwrrk", email=CLARA)
    post_to(reader, ASK, email=CLARA)
    assert "zwrrk" not in words(post_office()[0]).lower()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "typed",
    ["", "clara", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "@", "a" * 300],
)
def test_what_is_no_address_is_said_beside_the_field(
    app: Flask, reader: Reader, typed: str
) -> None:
    before = contents(app)
    answer = post_to(reader, ASK, email=typed)
    assert answer.status_code == 422
    assert answer.find("#own-email-error")
    assert contents(app) == before


@pytest.mark.sqlite
def test_a_blog_without_mail_says_whom_to_ask(app: Flask, reader: Reader) -> None:
    app.config["BLOG"] = replace(app.config["BLOG"], smtp_url="")
    assert "Write to whoever runs it" in get(reader, ASK).text
    assert post_to(reader, ASK, email=CLARA).status_code == 422
    with app.app_context():
        assert db.session.query(Task).count() == 0


def test_the_link_is_good_for_a_day_and_changes_nothing_by_itself(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    make_comment(post, email=CLARA)
    before = contents(app)
    page = get(reader, link)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert contents(app) == before
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert "Ask for a new link" in get(reader, link).text
        for path in ("", "/export"):
            assert get(reader, link + path).status_code == 404
        for path in ("/1/deletion", "/erasure"):
            assert post_to(reader, link + path, is_meant="y").status_code == 404
    assert contents(app) == before


@pytest.mark.sqlite
def test_a_link_of_another_kind_opens_no_comments(
    reader: Reader, post: Post, make_comment: Make, listen: Callable[..., EmailMessage]
) -> None:
    way_out = path_in(listen(make_comment(post, email=CLARA)), "unsubscribe")
    token = way_out.rpartition("/")[2]
    assert get(reader, f"{ASK}/{token}").status_code == 404
    assert get(reader, f"{ASK}/WzFd.x").status_code == 404


@pytest.mark.sqlite
def test_the_log_of_requests_keeps_no_token(
    reader: Reader, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    get(reader, link)
    assert "/comments/mine/…" in caplog.text
    assert link.rpartition("/")[2] not in caplog.text
