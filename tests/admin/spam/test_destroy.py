"""Emptying the spam: what goes for good, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.background import TASKS
from blog.comments.models import Comment
from blog.db import db, now
from blog.posts.models import Post
from blog.queue.jobs import run_due
from tests.comments.test_states import assert_counts_are_exact
from tests.stage.reader import Reader

MakeComment = Callable[..., Comment]
SignIn = Callable[..., Reader]

PAGE = "/admin/comments/spam/deletion"


def left(app: Flask) -> set[int]:
    with app.app_context():
        return set(db.session.scalars(select(Comment.id)))


def do_tasks(app: Flask) -> None:
    with app.app_context():
        run_due(TASKS)


def test_old_spam_goes_and_the_rest_stays(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    long_ago = now() - timedelta(days=31)
    for _ in range(3):
        make_comment(post, state="spam", created_at=long_ago)
    stay = {make_comment(post, state="spam").id}
    stay |= {
        make_comment(post, state=state, created_at=long_ago).id
        for state in ("pending", "approved", "deleted")
    }
    editor = sign_in("editor")
    assert editor.get("/admin/comments/?state=spam").find(f"a[href='{PAGE}']")
    page = editor.get(PAGE)
    assert page.find("form select[name=days] option[value='30']")
    answer = editor.post(PAGE, data={"days": "30"})
    assert answer.location == "/admin/comments/?state=spam&done=erased"
    assert left(app) == stay
    assert editor.post(PAGE, data={"days": "30"}).location.endswith("done=nothing")
    assert_counts_are_exact(app)
    with app.app_context():
        assert list(db.session.scalars(select(AuditLine.action))) == ["comment.empty"]


def test_nothing_that_was_answered_goes_with_its_answers(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post, state="spam")
    middle = make_comment(post, parent=root, state="spam")
    answer = make_comment(post, parent=middle)
    thread = make_comment(post, state="spam")
    make_comment(post, parent=make_comment(post, parent=thread, state="spam"), state="spam")
    sign_in("owner").post(PAGE, data={"days": "0"})
    do_tasks(app)
    assert left(app) == {root.id, middle.id, answer.id}
    assert_counts_are_exact(app)


def test_much_spam_goes_in_parts(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for place in ("blog.moderation.queries.BATCH", "blog.admin.spam.routes.BATCH"):
        monkeypatch.setattr(place, 2)
    for _ in range(5):
        make_comment(post, state="spam", html="<p>Pills</p>")
    owner = sign_in("owner")
    answer = owner.post(PAGE, data={"days": "0"})
    assert answer.location.endswith("done=emptying")
    assert "the others follow" in owner.get(answer.location).find(".notice.done").text()
    assert len(left(app)) == 3
    do_tasks(app)
    assert left(app) == set()


@pytest.mark.sqlite
def test_what_came_after_the_button_was_pressed_stays(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    make_comment(post, state="spam")
    sign_in("owner").post(PAGE, data={"days": "0"})
    late = make_comment(post, state="spam", created_at=now())
    do_tasks(app)
    assert left(app) == {late.id}


@pytest.mark.sqlite
def test_authors_empty_nothing(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post, state="spam")
    author = sign_in("author")
    assert author.get(PAGE).status_code == 403
    assert author.post(PAGE, data={"days": "0"}).status_code == 403
    assert sign_in("owner").post(PAGE, data={"days": "7"}).status_code == 422
    assert left(app) == {comment.id}
