"""Whoever said yes hears of answers, as long as they want to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask

from blog.comments.actions import decide, move
from blog.comments.models import Comment
from blog.db import db, writing
from blog.posts.models import Post
from tests.mail.postmen import Postman
from tests.stage.reader import Reader
from tests.subscriptions.conftest import HOST, path_in, wishes, words

Make = Callable[..., Comment]
Listen = Callable[..., EmailMessage]
Work = Callable[[], list[EmailMessage]]


def ways_out(letter: EmailMessage) -> str:
    return path_in(letter, "unsubscribe")


def by_program(app: Flask, letter: EmailMessage) -> int:
    """What a mail program does: no cookie, no page, one POST to the address of the header."""
    address = letter["List-Unsubscribe"].strip("<>")
    path = address.removeprefix("https://blog.example.org")
    answer = app.test_client().post(
        path,
        data={"List-Unsubscribe": "One-Click"},
        headers=HOST,
        content_type="multipart/form-data",
    )
    return answer.status_code


def test_an_answer_is_told_with_its_text_and_the_ways_to_it_and_out(
    post: Post, make_comment: Make, listen: Listen, post_office: Work
) -> None:
    comment = make_comment(post)
    listen(comment)
    answer = make_comment(post, "I agree.\n\n*Really*.", parent=comment, name="Dora\r\nBcc: x@y.z")
    (letter,) = post_office()
    assert letter["To"] == "clara@example.org"
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Dora Bcc: x@y.z answered you on “A post”"
    text = words(letter)
    assert "> I agree.\n>\n> *Really*." in text
    assert f"https://blog.example.org/deep/comments/{post.id}/{answer.id}\n" in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip("<>").endswith(ways_out(letter))


@pytest.mark.sqlite
def test_the_way_out_stands_whole_in_the_letter_as_it_is_sent(
    post: Post, make_comment: Make, listen: Listen, post_office: Work, postman: Postman
) -> None:
    comment = make_comment(post)
    listen(comment)
    make_comment(post, parent=comment)
    (letter,) = post_office()
    raw = postman.letters[-1][1]
    assert b"\r\nList-Unsubscribe: <https://blog.example.org/deep/unsubscribe/" in raw
    assert f"{ways_out(letter)}>\r\n".encode() in raw


def test_those_further_up_hear_of_it_and_the_writer_and_strangers_do_not(
    post: Post, make_comment: Make, listen: Listen, post_office: Work
) -> None:
    top = make_comment(post)
    listen(top, "ada@example.org")
    middle = make_comment(post, parent=top, email="bea@example.org")
    post_office()
    listen(middle, "bea@example.org")
    beside = make_comment(post, parent=top)
    post_office()
    listen(beside, "cleo@example.org")
    make_comment(post, parent=middle, email="dora@example.org")
    assert [letter["To"] for letter in post_office()] == ["bea@example.org", "ada@example.org"]
    make_comment(post, parent=middle, email="bea@example.org")
    assert [letter["To"] for letter in post_office()] == ["ada@example.org"]
    make_comment(post)
    assert post_office() == []


def test_those_whose_comment_was_taken_down_hear_no_more(
    app: Flask, post: Post, make_comment: Make, listen: Listen, post_office: Work
) -> None:
    top = make_comment(post)
    listen(top)
    middle = make_comment(post, parent=top)
    post_office()
    with app.app_context(), writing():
        move(db.session.get_one(Comment, top.id), "deleted")
    make_comment(post, parent=middle)
    assert post_office() == []


def test_whoever_did_not_say_yes_hears_nothing(
    post: Post, make_comment: Make, wish: Callable[..., None], post_office: Work
) -> None:
    comment = make_comment(post)
    wish(comment)
    post_office()
    make_comment(post, parent=comment)
    assert post_office() == []


def test_an_answer_that_waits_is_told_when_it_is_approved_and_once(
    app: Flask, post: Post, make_comment: Make, listen: Listen, post_office: Work
) -> None:
    comment = make_comment(post)
    listen(comment)
    held = make_comment(post, parent=comment, state="pending")
    assert post_office() == []
    for state in ("approved", "spam", "approved"):
        with app.app_context(), writing():
            decide(db.session.get_one(Comment, held.id), state, None)
    assert len(post_office()) == 1


@pytest.mark.parametrize("state", ["spam", "deleted", "pending"])
def test_an_answer_that_was_taken_down_before_the_letter_went_is_not_told(
    app: Flask, post: Post, make_comment: Make, listen: Listen, post_office: Work, state: str
) -> None:
    comment = make_comment(post)
    listen(comment)
    answer = make_comment(post, parent=comment)
    with app.app_context(), writing():
        move(db.session.get_one(Comment, answer.id), state)
    assert post_office() == []


def test_what_an_import_brings_tells_nobody(
    post: Post, make_comment: Make, listen: Listen, post_office: Work
) -> None:
    comment = make_comment(post)
    listen(comment)
    make_comment(post, parent=comment, origin="import")
    assert post_office() == []


def test_a_mail_program_ends_it_by_one_click(
    app: Flask, post: Post, make_comment: Make, listen: Listen, post_office: Work
) -> None:
    comment = make_comment(post)
    listen(comment)
    make_comment(post, parent=comment)
    (letter,) = post_office()
    make_comment(post, parent=comment)
    assert by_program(app, letter) == 200
    assert by_program(app, letter) == 200
    assert post_office() == []
    make_comment(post, parent=comment)
    assert post_office() == []


def test_a_person_ends_it_by_a_button_and_opening_the_page_does_not(
    app: Flask, reader: Reader, post: Post, make_comment: Make, listen: Listen
) -> None:
    link = ways_out(listen(make_comment(post)))
    page = reader.get(link, headers=HOST)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "clara" not in page.text
    assert wishes(app)[0].ended_at is None
    done = reader.post(link, data={"scope": "comment"}, headers=HOST)
    assert "No letters about this comment" in reader.get(done.location, headers=HOST).text
    assert wishes(app)[0].ended_at


def test_whoever_wants_no_letters_at_all_is_not_asked_either_until_they_say_so(
    app: Flask,
    reader: Reader,
    post: Post,
    make_comment: Make,
    listen: Listen,
    wish: Callable[..., None],
    post_office: Work,
) -> None:
    comment = make_comment(post)
    link = ways_out(listen(comment))
    done = reader.post(link, data={"scope": "address"}, headers=HOST)
    assert "no more letters" in reader.get(done.location, headers=HOST).text
    make_comment(post, parent=comment)
    wish(make_comment(post))
    assert post_office() == []
    reader.post(link, data={"scope": "again"}, headers=HOST)
    wish(make_comment(post))
    assert len(post_office()) == 1


def test_the_way_out_works_when_the_comment_is_gone(
    app: Flask,
    reader: Reader,
    post: Post,
    make_comment: Make,
    listen: Listen,
    wish: Callable[..., None],
    post_office: Work,
) -> None:
    comment = make_comment(post)
    link = ways_out(listen(comment))
    with app.app_context(), writing():
        db.session.delete(db.session.get_one(Comment, comment.id))
    assert reader.get(link, headers=HOST).status_code == 200
    assert reader.post(link, data={"scope": "address"}, headers=HOST).status_code == 303
    wish(make_comment(post))
    assert post_office() == []


def test_a_busy_thread_sends_twenty_letters_a_day(
    post: Post, make_comment: Make, listen: Listen, post_office: Work
) -> None:
    comment = make_comment(post)
    listen(comment)
    letters = 0
    for _ in range(3):
        for _ in range(8):
            make_comment(post, parent=comment, created_at=None)
        letters += len(post_office())
    assert letters == 20


@pytest.mark.sqlite
def test_a_long_answer_is_cut(
    post: Post, make_comment: Make, listen: Listen, post_office: Work
) -> None:
    comment = make_comment(post)
    listen(comment)
    make_comment(post, "word\n" * 900, parent=comment)
    (letter,) = post_office()
    assert words(letter).count("> word") == 60
    assert "\n> …\n" in words(letter)


@pytest.mark.sqlite
def test_a_blog_without_mail_keeps_no_wishes(
    app: Flask, post: Post, make_comment: Make, wish: Callable[..., None]
) -> None:
    app.config["BLOG"] = replace(app.config["BLOG"], smtp_url="")
    wish(make_comment(post))
    assert wishes(app) == []
