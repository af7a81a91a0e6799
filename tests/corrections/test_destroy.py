"""Taking a comment of one's own back for a quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.db import db, writing
from blog.people.models import User
from blog.posts.models import Post
from blog.spam.actions import learn
from blog.spam.models import Token
from tests.corrections.test_edit import LATE, grow_old, stored, write
from tests.stage.reader import Reader

WORDS = "Words that somebody wishes unwritten"


@pytest.mark.usefixtures("everyone_at_once")
def test_a_writer_takes_a_comment_back_and_its_words_are_gone(
    app: Flask, commenter: Reader, stranger: Reader, post: Post
) -> None:
    address = write(commenter, post, WORDS, email="ann@example.org", website="https://a.example")
    question = commenter.get(f"{address}/deletion")
    assert question.texts("form button") == ["Delete comment"]
    assert question.texts(".comment .body") == [WORDS]
    answer = commenter.post(f"{address}/deletion")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{post.path}#comments"
    for client in (commenter, stranger):
        page = client.get(post.path)
        assert not page.html.css(".comment")
        assert page.texts("#comments-title") == ["Comments"]
    made = stored(app)
    assert made.state == "deleted"
    assert made.erased_at is not None
    kept = (made.source, made.html, made.author_name, made.author_email, made.author_url)
    assert not any(kept)
    assert made.network_key, "who takes comments back gets no room for more"


@pytest.mark.usefixtures("everyone_at_once")
def test_answers_stay_below_a_tombstone(
    app: Flask, commenter: Reader, stranger: Reader, post: Post
) -> None:
    address = write(commenter, post, WORDS)
    write(stranger, post, "An answer", parent="1")
    answer = commenter.htmx.post(f"{address}/deletion")
    assert answer.status_code == 200
    assert answer.find("[data-announce]").attributes["data-announce"] == "Your comment is deleted."
    assert not answer.html.css(".acts")
    page = stranger.get(post.path)
    assert page.texts("#comment-1 > .gone") == ["This comment was removed."]
    assert page.texts("#comment-2 .body") == ["An answer"]
    assert page.texts("#comments-title") == ["1 comment"]
    assert WORDS not in page.text


def test_a_waiting_comment_can_be_taken_back(app: Flask, commenter: Reader, post: Post) -> None:
    address = write(commenter, post, WORDS)
    commenter.post(f"{address}/deletion")
    assert not commenter.get(post.path).html.css(".yours")
    assert stored(app).state == "deleted"


@pytest.mark.usefixtures("everyone_at_once")
@pytest.mark.sqlite
def test_the_same_words_may_be_written_again(app: Flask, commenter: Reader, post: Post) -> None:
    address = write(commenter, post, WORDS)
    commenter.post(f"{address}/deletion")
    assert write(commenter, post, WORDS) != address
    with app.app_context():
        assert db.session.query(Comment).filter_by(state="approved").count() == 1


@pytest.mark.usefixtures("everyone_at_once")
@pytest.mark.sqlite
@pytest.mark.parametrize("way", ["edit", "deletion"])
def test_the_filter_forgets_what_the_words_taught_it(
    app: Flask, commenter: Reader, post: Post, way: str
) -> None:
    address = write(commenter, post, WORDS)
    with app.app_context(), writing():
        learn(db.session.get_one(Comment, 1))
    assert taught(app) > 0
    commenter.post(f"{address}/{way}", data={"text": "Others"})
    assert taught(app) == 0
    assert stored(app).learnt_as == ""


@pytest.mark.usefixtures("everyone_at_once")
def test_nobody_else_may_take_it_back(
    app: Flask, commenter: Reader, stranger: Reader, sign_in: Callable[..., Reader], post: Post
) -> None:
    address = write(commenter, post, WORDS)
    for other in (stranger, sign_in("owner")):
        assert other.get(f"{address}/deletion").status_code == 404
        assert other.post(f"{address}/deletion").status_code == 404
    assert stored(app).state == "approved"


@pytest.mark.usefixtures("everyone_at_once")
@pytest.mark.sqlite
@pytest.mark.parametrize("way", ["plain", "htmx"])
def test_after_a_quarter_of_an_hour_it_stays(
    app: Flask, commenter: Reader, post: Post, way: str
) -> None:
    address = write(commenter, post, WORDS)
    grow_old(app, timedelta(minutes=16))
    client = commenter.htmx if way == "htmx" else commenter
    question = commenter.get(f"{address}/deletion")
    assert (question.status_code, question.texts(".notice")) == (403, [LATE])
    answer = client.post(f"{address}/deletion")
    assert (answer.status_code, answer.texts(".error")) == (422, [LATE])
    assert stored(app).source == WORDS


@pytest.mark.sqlite
def test_a_second_click_finds_nothing_more_to_delete(commenter: Reader, post: Post) -> None:
    address = write(commenter, post, WORDS)
    assert commenter.post(f"{address}/deletion").status_code == 303
    assert commenter.post(f"{address}/deletion").status_code == 404


@pytest.mark.sqlite
def test_another_site_cannot_make_a_writer_delete(
    app: Flask, commenter: Reader, sign_in: Callable[..., Reader], author: User, post: Post
) -> None:
    address = write(commenter, post, WORDS)
    foreign = commenter.post(f"{address}/deletion", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    ada = sign_in(author)
    own = write(ada, post, "Ada's")
    assert ada.post(f"{own}/deletion", data={"csrf_token": ""}).status_code == 422
    assert stored(app).state == "approved"


def taught(app: Flask) -> int:
    """In how many comments the filter has seen words that are no spam."""
    with app.app_context():
        return sum(token.ham for token in db.session.query(Token))
