"""A comment that waits: its writer sees it, with htmx and without, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.comments.actions import decide
from blog.comments.models import Comment
from blog.db import db, writing
from blog.posts.models import Post
from tests.stage.reader import Answer, Reader

WAITS = "Your comment waits until somebody has read it."


def send(client: Reader, post: Post, text: str = "My **first** word", **fields: str) -> Answer:
    return client.post(f"/comments/{post.id}", data={"name": "Ann", "text": text} | fields)


def test_its_writer_sees_it_above_the_form_and_nobody_else_does(
    commenter: Reader, stranger: Reader, post: Post
) -> None:
    answer = send(commenter, post)
    assert answer.status_code == 303
    lead = commenter.get(answer.headers["Location"])
    assert lead.headers["Location"].endswith(f"{post.path}#yours-1")
    page = commenter.get(post.path)
    assert page.texts(".yours .hint b") == [WAITS]
    assert page.texts(".yours .body") == ["My first word"]
    assert page.texts(".yours .acts a") == ["Edit", "Delete"]
    assert page.texts("#comments-title") == ["Comments"], "readers' count is not his"
    assert "Be the first" not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert stranger.get(answer.headers["Location"]).status_code == 404
    assert "My " not in stranger.get(post.path).find("#comments").text()


@pytest.mark.sqlite
def test_with_htmx_the_answer_says_that_it_waits(commenter: Reader, post: Post) -> None:
    answer = send(commenter.htmx, post)
    assert answer.status_code == 201
    assert answer.find("#comments").attributes["data-announce"] == WAITS
    assert "autofocus" in answer.find("#yours-1").attributes
    assert answer.find("#comment-form textarea").text().strip() == ""


@pytest.mark.sqlite
def test_what_the_filter_calls_spam_looks_the_same_to_its_writer(
    app: Flask, commenter: Reader, post: Post
) -> None:
    send(commenter, post)
    before = commenter.get(post.path).find(".yours").html
    set_state(app, "spam")
    assert commenter.get(post.path).find(".yours").html == before


def test_once_it_is_approved_it_stands_in_its_place_alone(
    app: Flask, commenter: Reader, stranger: Reader, post: Post
) -> None:
    send(commenter, post)
    set_state(app, "approved")
    page = commenter.get(post.path)
    assert not page.html.css(".yours")
    assert page.texts("#comment-1 .body") == ["My first word"]
    assert stranger.get(post.path).texts(".comment .body") == ["My first word"]


@pytest.mark.sqlite
def test_what_was_deleted_is_gone_for_its_writer_too(
    app: Flask, commenter: Reader, post: Post
) -> None:
    send(commenter, post)
    set_state(app, "deleted")
    assert not commenter.get(post.path).html.css(".yours")
    assert commenter.get(f"/comments/{post.id}/1").status_code == 404


@pytest.mark.sqlite
def test_a_waiting_reply_says_whom_it_answers(
    commenter: Reader, post: Post, make_comment: Callable[..., Comment]
) -> None:
    answered = make_comment(post, name="Clara")
    send(commenter, post, "To Clara", parent=str(answered.id))
    page = commenter.get(post.path)
    assert page.texts(".yours .answers") == ["in reply to Clara"]
    assert len(page.texts(".yours")) == 1


@pytest.mark.sqlite
def test_only_comments_of_this_post_are_shown_below_it(
    commenter: Reader, make_post: Callable[..., Post]
) -> None:
    here, there = make_post(), make_post()
    send(commenter, here)
    assert commenter.get(here.path).html.css(".yours")
    assert not commenter.get(there.path).html.css(".yours")


def set_state(app: Flask, state: str) -> None:
    with app.app_context(), writing():
        decide(db.session.get_one(Comment, 1), state, None)
