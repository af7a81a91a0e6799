"""Letters about answers are asked for twice, and the question is no way to mail strangers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask

from blog.comments.actions import decide
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.posts.models import Post
from blog.subscriptions.actions import forget_old
from blog.subscriptions.models import Subscription
from tests.stage.reader import Reader
from tests.stage.routes import contents
from tests.subscriptions.conftest import HOST, path_in, wishes, words

Make = Callable[..., Comment]
Wish = Callable[..., None]
Work = Callable[[], list[EmailMessage]]


def decided(app: Flask, comment: Comment, state: str) -> None:
    with app.app_context(), writing():
        decide(db.session.get_one(Comment, comment.id), state, None)


def test_the_question_comes_once_readers_see_the_comment(
    app: Flask, post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    held = make_comment(post, state="pending")
    wish(held)
    assert post_office() == []
    decided(app, held, "approved")
    (letter,) = post_office()
    assert letter["To"] == "clara@example.org"
    decided(app, held, "deleted")
    decided(app, held, "approved")
    assert post_office() == []


def test_nobody_is_asked_about_spam(
    app: Flask, post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    held = make_comment(post, state="pending")
    wish(held)
    decided(app, held, "spam")
    assert post_office() == []


@pytest.mark.parametrize("state", ["pending", "spam", "deleted"])
def test_nobody_is_asked_about_what_was_taken_down_meanwhile(
    app: Flask, post: Post, make_comment: Make, wish: Wish, post_office: Work, state: str
) -> None:
    shown = make_comment(post)
    wish(shown)
    decided(app, shown, state)
    assert post_office() == []


@pytest.mark.sqlite
def test_the_question_holds_no_word_that_a_stranger_typed(
    post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    wish(make_comment(post, "Buy Zwrrk now", name="Zwrrk Inc", url="https://zwrrk.example"))
    (letter,) = post_office()
    assert "zwrrk" not in letter.as_string().lower()
    assert "zwrrk" not in words(letter).lower()
    assert "A post" in words(letter)


def test_opening_the_link_changes_nothing_and_the_button_confirms(
    app: Flask, reader: Reader, post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    comment = make_comment(post)
    wish(comment)
    link = path_in(post_office()[0])
    before = contents(app)
    page = reader.get(link, headers=HOST)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert contents(app) == before
    done = reader.post(link, headers=HOST)
    assert done.status_code == 303
    assert "You get a letter" in reader.get(done.location, headers=HOST).text
    assert wishes(app)[0].confirmed_at
    assert reader.post(link, headers=HOST).status_code == 303


def test_the_link_is_good_for_a_week(
    app: Flask, reader: Reader, post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    wish(make_comment(post))
    link = path_in(post_office()[0])
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert reader.get(link, headers=HOST).status_code == 404
        answer = reader.post(link, headers=HOST)
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert wishes(app)[0].confirmed_at is None
    reader.post(link, headers=HOST)
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        # Whoever said yes is not told that no letters will come.
        assert "You get a letter" in reader.get(link, headers=HOST).text


@pytest.mark.sqlite
def test_a_link_does_not_open_what_took_the_number_of_a_deleted_wish(
    app: Flask, reader: Reader, post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    wish(make_comment(post))
    letter = post_office()[0]
    with app.app_context(), writing():
        db.session.delete(db.session.get_one(Subscription, 1))
    wish(make_comment(post), "dora@example.org")
    post_office()
    assert reader.post(path_in(letter), headers=HOST).status_code == 404
    assert reader.post(path_in(letter, "unsubscribe"), headers=HOST).status_code == 303
    (dora,) = wishes(app)
    assert (dora.id, dora.confirmed_at, dora.ended_at) == (1, None, None)


@pytest.mark.parametrize("kind", ["subscriptions", "unsubscribe"])
@pytest.mark.parametrize("token", ["x", "WzFd.x", "%00", "é" * 300])
@pytest.mark.sqlite
def test_a_forged_link_opens_nothing(reader: Reader, kind: str, token: str) -> None:
    assert reader.get(f"/deep/{kind}/{token}", headers=HOST).status_code == 404
    assert reader.post(f"/deep/{kind}/{token}", headers=HOST).status_code == 404


def test_an_address_gets_three_questions_a_day(
    post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    for number in range(5):
        wish(make_comment(post), "victim@example.org", f"network {number}")
    assert len(post_office()) == 3
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        wish(make_comment(post), "victim@example.org", "another network")
        assert len(post_office()) == 1


def test_answering_the_question_makes_room_for_the_next(
    post: Post, make_comment: Make, listen: Callable[..., EmailMessage]
) -> None:
    for _ in range(5):
        listen(make_comment(post))


def test_a_network_brings_about_ten_questions_a_day(
    post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    for number in range(13):
        wish(make_comment(post), f"victim{number}@example.org", "one network")
    assert len(post_office()) == 10


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "address",
    ["a@b.example, c@d.example", "a@b.example;c@d.example", "<a@b.example>", "a@b@c.example",
     "a b@c.example", 'x"y"@c.example', "a@b.example\nBcc: c@d.example", "@b.example", "a@",
     "a%c@d.example%", f"{'a' * 250}@b.example", ""],
)  # fmt: skip
def test_nobody_is_asked_at_what_is_no_single_plain_address(
    app: Flask, post: Post, make_comment: Make, wish: Wish, address: str
) -> None:
    wish(make_comment(post), address)
    assert wishes(app) == []


def test_a_wish_is_kept_once(
    app: Flask, post: Post, make_comment: Make, wish: Wish, post_office: Work
) -> None:
    comment = make_comment(post)
    wish(comment)
    wish(comment, " CLARA@example.org ")
    assert len(wishes(app)) == 1
    assert len(post_office()) == 1


def test_a_wish_that_nobody_confirmed_is_forgotten_after_a_month(
    app: Flask, post: Post, make_comment: Make, wish: Wish, listen: Callable[..., EmailMessage]
) -> None:
    listen(make_comment(post))
    wish(make_comment(post), "dora@example.org", "a network")
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        with app.app_context(), writing():
            forget_old()
        (kept,) = wishes(app)
    assert (kept.email, kept.network_key) == ("clara@example.org", None)
