"""Changing a comment of one's own for a quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from blog.comments.actions import decide
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.moderation.judging import Sending, Verdict, judge
from blog.people.models import User
from blog.posts.models import Post
from tests.stage.reader import Answer, Reader

LATE = "Comments can be changed for 15 minutes. This one stays as it is."


def write(client: Reader, post: Post, text: str = "Frist words", **fields: str) -> str:
    """The address of the comment that was written."""
    data = {"name": "Ann", "text": text} | fields
    return client.post(f"/comments/{post.id}", data=data).headers["Location"]


def change(client: Reader, address: str, text: str = "First words") -> Answer:
    return client.post(f"{address}/edit", data={"text": text})


def stored(app: Flask) -> Comment:
    with app.app_context():
        return db.session.query(Comment).order_by(Comment.id.desc()).limit(1).one()


@pytest.mark.usefixtures("everyone_at_once")
def test_a_writer_mends_a_comment_and_readers_see_that_it_was(
    app: Flask, commenter: Reader, stranger: Reader, post: Post
) -> None:
    address = write(commenter, post)
    assert commenter.get(post.path).texts(".acts a") == ["Reply", "Edit", "Delete"]
    assert stranger.get(post.path).texts(".acts a") == ["Reply"]
    form = commenter.get(f"{address}/edit")
    assert form.headers["Cache-Control"] == "private, no-store"
    assert form.find("textarea").text().strip() == "Frist words"
    answer = change(commenter, address, "*First* words")
    assert answer.status_code == 303
    assert answer.headers["Location"] == address
    page = stranger.get(post.path)
    assert page.texts("#comment-1 .body") == ["First words"]
    assert page.texts("#comment-1 small") == ["edited"]
    assert page.texts("#comments-title") == ["1 comment"]
    assert stored(app).edited_at is not None


@pytest.mark.usefixtures("everyone_at_once")
@pytest.mark.sqlite
def test_with_htmx_the_comment_itself_comes_back(commenter: Reader, post: Post) -> None:
    address = write(commenter, post)
    answer = change(commenter.htmx, address)
    assert answer.status_code == 200
    assert answer.find("[data-announce]").attributes["data-announce"] == "Your comment is changed."
    assert answer.texts(".comment .body") == ["First words"]
    assert answer.texts(".badge") == ["You"]
    assert answer.texts(".acts a") == ["Reply", "Edit", "Delete"]


@pytest.mark.sqlite
@pytest.mark.parametrize("way", ["plain", "htmx"])
def test_an_empty_text_is_told_beside_its_field(commenter: Reader, post: Post, way: str) -> None:
    address = write(commenter, post)
    answer = change(commenter.htmx if way == "htmx" else commenter, address, " ")
    assert answer.status_code == 422
    assert answer.texts("#edit-1-text-error") == ["Please write a comment."]


@pytest.mark.usefixtures("everyone_at_once")
def test_nobody_else_may_change_it(
    app: Flask, commenter: Reader, stranger: Reader, sign_in: Callable[..., Reader], post: Post
) -> None:
    address = write(commenter, post)
    for other in (stranger, sign_in("owner")):
        assert other.get(f"{address}/edit").status_code == 404
        assert change(other, address, "Hijacked").status_code == 404
    assert stored(app).source == "Frist words"


@pytest.mark.usefixtures("everyone_at_once")
@pytest.mark.sqlite
def test_the_address_names_the_post_of_the_comment(
    commenter: Reader, make_post: Callable[..., Post]
) -> None:
    here, there = make_post(), make_post()
    address = write(commenter, here)
    wrong = address.replace(f"/{here.id}/", f"/{there.id}/", 1)
    assert commenter.get(f"{wrong}/edit").status_code == 404


@pytest.mark.usefixtures("everyone_at_once")
def test_after_a_quarter_of_an_hour_it_stays_as_it_is(
    app: Flask, commenter: Reader, post: Post
) -> None:
    address = write(commenter, post)
    grow_old(app, timedelta(minutes=16))
    assert commenter.get(post.path).texts(".acts a") == ["Reply"]
    late = commenter.get(f"{address}/edit")
    assert late.status_code == 403
    assert late.texts(".notice") == [LATE]
    answer = change(commenter, address, "Too late")
    assert answer.status_code == 422
    assert answer.texts("form .error") == [LATE]
    assert answer.find("textarea").text().strip() == "Too late", "what was typed is not lost"
    assert stored(app).source == "Frist words"


def test_somebody_signed_in_changes_their_own_and_only_signed_in(
    app: Flask, sign_in: Callable[..., Reader], author: User, stranger: Reader, post: Post
) -> None:
    ada = sign_in(author)
    address = write(ada, post)
    assert ada.get(post.path).texts(".acts a") == ["Reply", "Edit", "Delete"]
    assert change(sign_in("owner"), address).status_code == 404
    refused = ada.post(f"{address}/edit", data={"text": "Mended", "csrf_token": "old"})
    assert refused.status_code == 422
    assert refused.find("textarea").text().strip() == "Mended"
    assert change(ada, address, "With a [link](https://example.org)").status_code == 303
    assert stored(app).state == "approved"
    cookie = ada.get_cookie("octavo_comments")
    assert cookie is None


@pytest.mark.usefixtures("everyone_at_once")
def test_fresh_links_wait_for_somebody_to_read_them(
    app: Flask, commenter: Reader, stranger: Reader, change_setting: Callable[..., None], post: Post
) -> None:
    change_setting("is_filter_on", False)
    address = write(commenter, post, "See [this](https://example.org/)")
    assert change(commenter, address, "See [this](https://example.org/)!").status_code == 303
    assert stored(app).state == "approved", "the link is the old one"
    answer = change(commenter.htmx, address, "See [this](https://example.net/)")
    waits = "Your comment is changed. It waits until somebody has read it."
    assert answer.find("[data-announce]").attributes["data-announce"] == waits
    assert answer.texts(".hint") == [waits]
    assert (stored(app).state, stored(app).verdict) == ("pending", "pending")
    assert [reason["why"] for reason in stored(app).reasons] == ["carries"]
    assert not stranger.get(post.path).html.css(".comment")
    assert commenter.get(post.path).texts(".yours .body") == ["See this"]


def test_a_text_that_was_approved_is_read_again_once_it_is_another(
    app: Flask, commenter: Reader, post: Post
) -> None:
    address = write(commenter, post)
    with app.app_context(), writing():
        decide(db.session.get_one(Comment, 1), "approved", None)
    change(commenter, address, "Something else")
    assert stored(app).state == "pending", "a beginner's first comment is read before it is shown"


@pytest.mark.parametrize("state", ["pending", "spam"])
def test_what_waits_cannot_be_talked_free(
    app: Flask, commenter: Reader, stranger: Reader, change_setting: Callable[..., None],
    post: Post, state: str,
) -> None:  # fmt: skip
    address = write(commenter, post)
    with app.app_context(), writing():
        decide(db.session.get_one(Comment, 1), state, None)
    change_setting("comments_hold", [])
    assert change(commenter, address, "Harmless now").status_code == 303
    assert (stored(app).state, stored(app).source) == (state, "Harmless now")
    assert not stranger.get(post.path).html.css(".comment")


@pytest.mark.usefixtures("everyone_at_once")
def test_a_moderator_who_was_first_wins_and_no_text_is_lost(
    app: Flask, commenter: Reader, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = write(commenter, post)

    def judge_slowly(sending: Sending) -> Verdict:
        verdict = judge(sending)
        with writing():
            decide(db.session.get_one(Comment, 1), "deleted", None)
        return verdict

    monkeypatch.setattr("blog.comments.revising.judge", judge_slowly)
    answer = change(commenter.htmx, address, "Typed meanwhile")
    assert answer.status_code == 422
    assert answer.texts(".error") == ["This comment has been taken down meanwhile."]
    assert answer.find("textarea").text().strip() == "Typed meanwhile"
    assert (stored(app).state, stored(app).source) == ("deleted", "Frist words")
    assert change(commenter, address).status_code == 404


@pytest.mark.usefixtures("everyone_at_once")
@pytest.mark.sqlite
def test_a_refused_word_is_refused_in_a_change_too(
    app: Flask, commenter: Reader, post: Post
) -> None:
    from blog.moderation.actions import add_rules

    with app.app_context(), writing():
        add_rules("word", ["casino"], "refuse", None, None)
    address = write(commenter, post)
    answer = change(commenter, address, "Visit my casino")
    assert answer.status_code == 422
    assert answer.find("textarea").text().strip() == "Visit my casino"
    assert stored(app).source == "Frist words"


@pytest.mark.usefixtures("everyone_at_once")
@pytest.mark.sqlite
def test_a_hidden_post_hides_the_form_as_well(
    app: Flask, commenter: Reader, change_setting: Callable[..., None], post: Post
) -> None:
    address = write(commenter, post)
    change_setting("comments", "hidden")
    assert commenter.get(f"{address}/edit").status_code == 404


def grow_old(app: Flask, age: timedelta) -> None:
    with app.app_context(), writing():
        db.session.get_one(Comment, 1).created_at = now() - age
