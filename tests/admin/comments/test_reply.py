"""Answering a comment from the queue."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from blog.comments.models import Comment
from blog.db import db
from blog.posts.models import Post
from blog.queue.models import Task
from tests.comments.test_states import assert_counts_are_exact
from tests.stage.reader import Reader

MakePost = Callable[..., Post]
MakeComment = Callable[..., Comment]
SignIn = Callable[..., Reader]

ROOM = "/admin/comments/"


def replies(app: Flask, comment: Comment) -> list[Comment]:
    with app.app_context():
        return list(db.session.scalars(select(Comment).filter_by(parent_id=comment.id)))


def state_of(app: Flask, comment: Comment) -> str:
    with app.app_context():
        return db.session.get_one(Comment, comment.id).state


def test_a_reply_without_javascript_approves_what_it_answers(
    app: Flask, sign_in: SignIn, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post, "Is it washi?", state="pending", name="Rita")
    owner = sign_in("owner")
    link = owner.get(f"{ROOM}?post={post.id}").find("[data-key=r]").attributes["href"]
    page = owner.get(link)
    assert page.find("h1").text() == "Reply to Rita"
    assert "Is it washi?" in page.find(f"#entry-{comment.id}").text()
    form = page.find("form.reply")
    assert page.find("form.reply button").text() == "Approve and reply"
    answer = owner.post(form.attributes["action"], data={"text": "It **is**."})
    assert (answer.status_code, answer.location) == (303, f"{ROOM}?post={post.id}&done=replied")
    (reply,) = replies(app, comment)
    assert (reply.author_name, reply.state) == ("Owner of the blog", "approved")
    assert owner.who
    assert reply.user_id == owner.who.id
    assert state_of(app, comment) == "approved"
    assert_counts_are_exact(app)
    shown, place = reader.get(str(post.path)), f"#comment-{comment.id} #comment-{reply.id}"
    assert shown.find(f"{place} .badge").text() == "Team"
    assert shown.find(f"{place} strong").text() == "is"


def test_the_filter_learns_from_what_a_reply_approves(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    waiting, shown = make_comment(post, state="pending"), make_comment(post)
    owner = sign_in("owner")
    for comment in (waiting, shown):
        assert owner.post(f"{ROOM}{comment.id}/reply", data={"text": "It is."}).status_code == 303
    with app.app_context():
        asked = [
            task.arguments for task in db.session.scalars(select(Task).filter_by(kind="lesson"))
        ]
    assert asked == [{"comment_id": waiting.id}]


def test_a_reply_in_place(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post)
    owner = sign_in("owner")
    link = owner.get(f"{ROOM}?state=approved").find("[data-key=r]")
    assert link.attributes["hx-select"] == f"#reply-{comment.id}" == link.attributes["hx-target"]
    form = owner.htmx.get(link.attributes["hx-get"]).find(f"form#reply-{comment.id}")
    assert form.css_first("textarea[autofocus]")
    bad = owner.htmx.post(form.attributes["action"], data={"text": "  "})
    assert bad.status_code == 422
    assert bad.find(f"form#reply-{comment.id}[data-announce] [aria-invalid=true]")
    answer = owner.htmx.post(form.attributes["action"], data={"text": "Thanks!"})
    assert answer.status_code == 201
    (reply,) = replies(app, comment)
    line = answer.find(f"#entry-{comment.id}.acted[data-announce='Your reply is published.']")
    assert line.css_first(f"[href='/comments/{post.id}/{reply.id}']")
    assert not line.css("button")


def test_what_is_wrong_is_told_beside_the_field_and_the_text_stays(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post, state="pending")
    long = "x" * 5001
    answer = sign_in("owner").post(f"{ROOM}{comment.id}/reply", data={"text": long})
    assert answer.status_code == 422
    assert "at most 5,000" in answer.find(f"#reply-{comment.id}-text-error").text()
    assert long in answer.find("textarea").text()
    assert replies(app, comment) == []
    assert state_of(app, comment) == "pending"


@pytest.mark.parametrize("state", ["spam", "deleted"])
def test_what_nobody_sees_is_not_answered(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment, state: str
) -> None:
    comment = make_comment(post, state=state)
    owner = sign_in("owner")
    assert owner.get(f"{ROOM}{comment.id}/reply").status_code == 404
    for browser in (owner, owner.htmx):
        answer = browser.post(f"{ROOM}{comment.id}/reply", data={"text": "Too late."})
        assert answer.status_code == 422
        assert "no longer here" in answer.find(".problems").text()
        assert "Too late." in answer.find("textarea").text()
    assert replies(app, comment) == []
    assert state_of(app, comment) == state


def test_a_post_that_nobody_sees_takes_no_reply(
    app: Flask, sign_in: SignIn, make_post: MakePost, make_comment: MakeComment
) -> None:
    comment = make_comment(make_post(status="trashed"))
    owner = sign_in("owner")
    assert owner.get(f"{ROOM}{comment.id}/reply").status_code == 404
    assert owner.post(f"{ROOM}{comment.id}/reply", data={"text": "Hm."}).status_code == 422
    assert replies(app, comment) == []


def test_the_same_reply_sent_many_times_at_once_is_one(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post, state="pending")
    owner = sign_in("owner")
    browsers = [owner.htmx for _ in range(6)]

    def send(browser: Reader) -> int:
        return browser.post(f"{ROOM}{comment.id}/reply", data={"text": "Once."}).status_code

    with ThreadPoolExecutor(6) as crowd:
        assert set(crowd.map(send, browsers)) == {201}
    assert len(replies(app, comment)) == 1
    assert_counts_are_exact(app)
