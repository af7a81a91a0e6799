"""What moderators do about a person: trust, a network blocked for a day, and both taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.comments.models import Comment
from blog.db import db, now
from blog.moderation.models import Rule
from blog.posts.models import Post
from blog.queue.models import Task
from tests.admin.comments.test_acts import press
from tests.comments.test_states import assert_counts_are_exact
from tests.stage.reader import Reader

MakePost = Callable[..., Post]
MakeComment = Callable[..., Comment]
SignIn = Callable[..., Reader]

ROOM = "/admin/comments/"


def state_of(app: Flask, comment: Comment) -> tuple[str, bool]:
    with app.app_context():
        found = db.session.get_one(Comment, comment.id)
        return found.state, found.is_trusted


def blocked(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        found = db.session.execute(select(Rule.kind, Rule.pattern, Rule.act))
        return [(kind, pattern, act) for kind, pattern, act in found]


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditLine.action).order_by(AuditLine.id)))


def test_somebody_is_trusted_and_no_longer(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post, state="pending", name="Rita")
    editor = sign_in("editor")
    page = editor.get(ROOM)
    assert page.find(".more [data-key=t]").text() == "Approve and trust this person: Rita"
    line = press(editor.htmx, page, "[data-key=t]")
    assert "this person is trusted" in (line.find(".acted").attributes["data-announce"] or "")
    assert state_of(app, comment) == ("approved", True)
    assert_counts_are_exact(app)
    shown = editor.get(f"{ROOM}?state=approved")
    assert "Trusted" in shown.texts(".who .badge")
    again = press(editor.htmx, line, "[data-key=u]")
    assert again.find("li:not(.acted)[data-announce='Undone.']")
    assert state_of(app, comment) == ("pending", False)
    assert acts(app) == ["comment.approve", "comment.trust", "comment.hold", "comment.mistrust"]
    with app.app_context():
        assert list(db.session.scalars(select(Task.kind))).count("lesson") == 2


def test_trust_alone_is_given_and_taken_from_who_is_shown_already(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post, name="Rita")
    owner = sign_in("owner")
    page = owner.get(f"{ROOM}?state=approved")
    assert page.find("[data-key=t]").text() == "Trust this person: Rita"
    answer = press(owner, page, "[data-key=t]")
    assert answer.location == f"{ROOM}?state=approved&done=trusted&undo={comment.id}.approved"
    page = owner.get(answer.location)
    assert page.find("[data-key=t]").text() == "Trust no longer: Rita"
    assert press(owner, page, "[data-key=t]").location == f"{ROOM}?state=approved&done=undone"
    assert state_of(app, comment) == ("approved", False)
    assert acts(app) == ["comment.trust", "comment.mistrust"]
    press(owner, page, ".notice.done button")
    assert acts(app) == ["comment.trust", "comment.mistrust"]  # There was nothing left to take.


def test_a_network_is_blocked_for_a_day(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post, state="pending", name="Bot", network_key="f00f")
    owner = sign_in("owner")
    answer = press(owner, owner.get(ROOM), "[data-key=b]")
    assert answer.location == f"{ROOM}?done=blocked&undo={comment.id}.pending"
    assert blocked(app) == [("sender", "f00f", "refuse")]
    assert state_of(app, comment) == ("spam", False)
    with app.app_context():
        (ends_at,) = db.session.scalars(select(Rule.ends_at))
    assert ends_at is not None
    assert timedelta(hours=23.9) < ends_at - now() <= timedelta(days=1)
    owner.post(f"{ROOM}{comment.id}/blocking")  # Again: the day begins anew.
    assert len(blocked(app)) == 1
    page = owner.get(answer.location)
    assert "blocked for a day" in page.find(".notice.done").text()
    press(owner, page, ".notice.done button")
    assert blocked(app) == []
    assert state_of(app, comment) == ("pending", False)
    wanted = ["comment.spam", "comment.block", "comment.block", "comment.hold", "comment.unblock"]
    assert acts(app) == wanted


@pytest.mark.parametrize(("key", "age"), [(None, 0), ("f00f", 25)])
def test_a_network_that_nobody_could_tell_any_more_is_not_offered(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment, key: str | None, age: int
) -> None:
    at = now() - timedelta(days=age)
    comment = make_comment(post, state="pending", network_key=key, created_at=at)
    owner = sign_in("owner")
    assert not owner.get(ROOM).html.css("[data-key=b]")
    if key is None:
        answer = owner.post(f"{ROOM}{comment.id}/blocking")
        assert answer.location == f"{ROOM}?done=spam&undo={comment.id}.pending"
        assert blocked(app) == []


@pytest.mark.sqlite
def test_authors_neither_trust_nor_block(
    app: Flask, sign_in: SignIn, make_post: MakePost, make_comment: MakeComment
) -> None:
    author = sign_in("author")
    own = make_comment(make_post(author=author.who), state="pending", network_key="f00f")
    assert not author.get(ROOM).html.css("[data-key=t], [data-key=b], .more")
    for noun in ("trust", "blocking"):
        assert author.post(f"{ROOM}{own.id}/{noun}").status_code == 403
    for word in ("trusted", "blocked"):
        fields = {"done": word, "undo": f"{own.id}.approved"}
        assert author.post(f"{ROOM}restoration", data=fields).status_code == 403
    assert state_of(app, own) == ("pending", False)
    assert blocked(app) == []


@pytest.mark.sqlite
def test_who_writes_here_needs_no_trust(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    owner = sign_in("owner")
    make_comment(post, user=owner.who)
    assert not owner.get(f"{ROOM}?state=approved").html.css("[data-key=t]")


def test_several_are_brought_back_by_one_button(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    waiting = [make_comment(post, state="pending") for _ in range(2)]
    gone = make_comment(post, state="deleted")
    owner = sign_in("owner")
    ids = [comment.id for comment in [*waiting, gone]]
    answer = owner.post(f"{ROOM}selection", data={"state": "spam", "comment": ids})
    page = owner.get(answer.location)
    assert page.find(".notice.done button").text() == "Undo (3)"
    marks = [node.attributes["value"] for node in page.html.css(".notice.done [name=undo]")]
    action = page.find(".notice.done form").attributes["action"]
    answer = owner.post(action, data={"done": "spam", "undo": marks})
    assert answer.location == f"{ROOM}?done=undone"
    assert [state_of(app, comment)[0] for comment in waiting] == ["pending"] * 2
    assert state_of(app, gone)[0] == "deleted"
    assert_counts_are_exact(app)


@pytest.mark.sqlite
def test_nobody_brings_back_what_is_not_theirs(
    app: Flask, sign_in: SignIn, make_post: MakePost, make_comment: MakeComment
) -> None:
    author = sign_in("author")
    own = make_comment(make_post(author=author.who), state="spam")
    foreign = make_comment(make_post(), state="spam")
    both = {"done": "spam", "undo": [f"{own.id}.approved", f"{foreign.id}.approved"]}
    assert author.post(f"{ROOM}restoration", data=both).status_code == 403
    assert state_of(app, own)[0] == state_of(app, foreign)[0] == "spam"
    for fields in ({}, {"done": "spam"}, {"done": "x", "undo": f"{own.id}.spam"}):
        assert author.post(f"{ROOM}restoration", data=fields).status_code == 400
    owner = sign_in("owner")
    gone = {"done": "spam", "undo": "4711.pending"}
    assert owner.htmx.post(f"{ROOM}restoration", data=gone).status_code == 404
