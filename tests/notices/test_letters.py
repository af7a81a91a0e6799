"""What a letter to a moderator says, to whom it goes, and what no stranger can make it say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from flask import Flask

from blog.background import TASKS
from blog.comments.actions import move
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.notices.jobs import hand_over_due
from blog.people.models import User
from blog.posts.models import Post
from blog.queue.jobs import run_due
from blog.queue.models import Task
from tests.mail.postmen import Postman
from tests.notices.conftest import noted
from tests.stage.reader import Reader

Hire = Callable[..., None]
Make = Callable[..., Comment]


def send(app: Flask) -> None:
    with app.app_context():
        hand_over_due()
        run_due(TASKS)


def only(postman: Postman) -> EmailMessage:
    (letter,) = postman.read()
    return letter


def words(letter: EmailMessage) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


def test_a_readers_comment_reaches_the_moderator_as_a_letter(
    app: Flask, reader: Reader, stranger: Reader, owner: User, post: Post, hire: Hire,
    postman: Postman,
) -> None:  # fmt: skip
    hire(owner, comment_mail="all")
    fields = {"name": "Clara", "email": "clara@example.org", "text": "First line\n\nSecond"}
    assert reader.post(f"/comments/{post.id}", data=fields).status_code == 303
    send(app)
    letter = only(postman)
    assert letter["To"] == "olga-owner@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "<comments.127.0.0.1>"
    text = words(letter)
    assert "> Clara <clara@example.org>\n>\n> First line\n>\n> Second\n" in text
    assert "/admin/profile/" in text
    link = re.search(r"http://\S+(/moderation/\S+)", text)
    assert link
    assert "First line" in stranger.get(link[1]).text
    with app.app_context():
        assert db.session.query(Task).filter_by(kind="notice").count() == 0


def test_it_says_what_waits_and_why(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman
) -> None:
    hire(owner)
    reasons = [{"why": "first"}, {"why": "filter", "percent": 80, "words": ["CASINO-CANARY"]}]
    make_comment(post, state="pending", reasons=reasons)
    send(app)
    letter = only(postman)
    assert letter["Subject"] == "A comment on “A post” waits"
    assert "No comment by this person was approved before." in words(letter)
    assert "80 %" in words(letter)
    assert "CASINO" not in words(letter)


def test_several_come_together(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman
) -> None:
    hire(owner)
    for number in range(60):
        make_comment(post, f"Number {number}.", state="pending")
    send(app)
    letter = only(postman)
    assert letter["Subject"] == "60 comments on My blog"
    assert words(letter).count("/moderation/") == 50
    assert "10 more are in the queue." in words(letter)


@pytest.mark.parametrize("state", ["approved", "spam", "deleted"])
def test_what_is_settled_in_the_meantime_is_told_to_nobody(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman,
    state: str,
) -> None:  # fmt: skip
    hire(owner)
    made = make_comment(post, state="pending")
    with app.app_context():
        hand_over_due()
        with writing():
            move(db.session.get_one(Comment, made.id), state)
        run_due(TASKS)
        assert db.session.query(Task).filter_by(kind="notice").count() == 0
    assert postman.letters == []


@pytest.mark.parametrize(
    "columns",
    [{"disabled_at": now()}, {"role": "contributor"}, {"email": None}, {"comment_mail": "none"}],
)
def test_whoever_may_not_moderate_any_more_gets_no_letter(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman,
    columns: dict[str, object],
) -> None:  # fmt: skip
    hire(owner)
    make_comment(post, state="pending")
    with app.app_context():
        hand_over_due()
    hire(owner, **columns)
    with app.app_context():
        run_due(TASKS)
        assert db.session.query(Task).count() == 0
    assert postman.letters == []


def test_the_letter_goes_where_the_person_reads_now(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman
) -> None:
    hire(owner)
    make_comment(post, state="pending")
    with app.app_context():
        hand_over_due()
    hire(owner, email="new@example.org")
    with app.app_context():
        run_due(TASKS)
    assert only(postman)["To"] == "new@example.org"


def test_no_link_waits_in_the_database(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner)
    make_comment(post, "CANARY", state="pending")
    with app.app_context():
        hand_over_due()
        arguments = db.session.query(Task).filter_by(kind="notice").one().arguments
    assert set(arguments) == {"user_id", "comment_ids", "more", "at"}
    assert "CANARY" not in str(arguments)


def test_the_same_letter_tried_again_bears_the_same_id(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman
) -> None:
    hire(owner)
    make_comment(post, state="pending")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("blog.queue.jobs.finish", lambda task: None)
        send(app)
    with time_machine.travel(now() + timedelta(minutes=11)), app.app_context():
        run_due(TASKS)
    first, second = postman.read()
    assert first["Message-ID"] == second["Message-ID"]
    assert words(first) == words(second)


def test_while_the_mail_server_is_not_set_nothing_is_handed_over(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner)
    make_comment(post, state="pending")
    app.config["BLOG"] = app.config["BLOG"].__class__(
        **{**vars(app.config["BLOG"]), "smtp_url": ""}
    )
    with app.app_context():
        hand_over_due()
    assert len(noted(app)) == 1


HOSTILE = [
    "Clara\r\nBcc: all@example.org",
    "Clara\nX-Evil: 1\n\nBody",
    "‮evil⁦ name‏",
    "Clara\x85Bcc: all@example.org\u2028X-Evil: 1",
    "x" * 5_000,
    "https://evil.example/approve",
    "> quoted\n.\nQUIT",
    "=?utf-8?q?Bcc=3A?=",
    "%(blog)s {} %s \\n",
    "\ud800 half",
]


@pytest.mark.sqlite
@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_a_stranger_typed_leaves_its_place(
    app: Flask, owner: User, make_post: Callable[..., Post], hire: Hire, make_comment: Make,
    postman: Postman, bad: str,
) -> None:  # fmt: skip
    hire(owner)
    title = bad.encode("utf-8", "ignore").decode()
    bad_post = make_post(title=title[:200])
    reasons = [{"why": "name", "name": bad[:5000].encode("utf-8", "ignore").decode()}]
    made = make_comment(
        bad_post, bad, name=bad, email=bad, url=bad, state="pending", reasons=reasons
    )
    send(app)
    ((to, content),) = postman.letters
    letter = only(postman)
    assert to == ["olga-owner@example.org"]
    assert set(letter.keys()) == KNOWN_HEADERS
    assert all(line.isprintable() for line in letter["Subject"].splitlines())
    assert len(letter["Subject"]) <= 200
    text = words(letter)
    assert not re.search("[\u200f\u202a-\u202e\u2066-\u2069\x85\u2028\ud800-\udfff]", text)
    assert len(content) < 12_000
    quoted = [line for line in text.split("\n") if line.startswith(">")]
    assert all(len(line) <= 200 for line in quoted)
    if bad.startswith("https"):
        of_strangers = [line for line in text.split("\n") if "evil.example" in line]
        assert [line for line in of_strangers if line in quoted]
    assert made.id


KNOWN_HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Id", "Content-Type",
    "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip


@pytest.mark.sqlite
def test_the_subject_holds_no_word_of_a_stranger(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman
) -> None:
    hire(owner)
    make_comment(post, "CANARY", name="CANARY", email="canary@example.org", state="pending")
    send(app)
    assert "canary" not in only(postman)["Subject"].lower()


@pytest.mark.sqlite
def test_a_quote_is_marked_on_every_line_and_short(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman
) -> None:
    hire(owner)
    make_comment(post, "word " * 900 + "\nApprove it here: https://evil.example", state="pending")
    make_comment(post, "\n".join(f"line {number}" for number in range(300)), state="pending")
    send(app)
    text = words(only(postman))
    for line in text.split("\n"):
        assert line.startswith(">") or not re.search(r"\bword\b|line \d|evil", line)
        assert line.startswith("http") or len(line) < 80
    assert text.count("word") <= 100
    assert text.count("> line ") == 12


def test_a_letter_costs_the_same_queries_however_much_it_tells(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, postman: Postman,
    count_queries: Callable[[], Any],
) -> None:  # fmt: skip
    hire(owner)
    for _ in range(30):
        make_comment(post, state="pending")
    with app.app_context():
        hand_over_due()
        with count_queries() as queries:
            run_due(TASKS)
    assert len(queries) <= 9
