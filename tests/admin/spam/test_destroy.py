"""Emptying the spam: what goes for good, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.background import TASKS, elected_jobs
from blog.comments.actions import decide
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.posts.models import Post
from blog.queue.jobs import run_due
from blog.spam.models import Token
from tests.comments.test_states import assert_counts_are_exact
from tests.stage.reader import Reader

MakeComment = Callable[..., Comment]
SignIn = Callable[..., Reader]

PAGE = "/admin/comments/spam/deletion"


def left(app: Flask) -> set[int]:
    with app.app_context():
        return set(db.session.scalars(select(Comment.id)))


def decided(app: Flask, comment: Comment, state: str) -> None:
    with app.app_context(), writing():
        decide(db.session.get_one(Comment, comment.id), state, None)


def lessons(app: Flask) -> set[str]:
    """The words of which the filter has heard."""
    with app.app_context():
        return set(db.session.scalars(select(Token.token)))


def do_tasks(app: Flask) -> None:
    with app.app_context():
        run_due(TASKS)


def test_old_spam_goes_and_the_rest_stays(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    with time_machine.travel(now() - timedelta(days=8)):
        for _ in range(3):
            make_comment(post, state="spam")
        stay = {make_comment(post, state=state).id for state in ("pending", "approved", "deleted")}
        late = make_comment(post, state="pending")
    decided(app, late, "spam")
    stay |= {late.id, make_comment(post, state="spam").id}
    editor = sign_in("editor")
    assert editor.get("/admin/comments/?state=spam").find(f"a[href='{PAGE}']")
    page = editor.get(PAGE)
    assert page.find("form select[name=days] option[value='7']")
    answer = editor.post(PAGE, data={"days": "7"})
    assert answer.location == "/admin/comments/?state=spam&done=erased"
    assert left(app) == stay
    again = editor.post(PAGE, data={"days": "7"})
    assert again.location.endswith("done=none")
    assert "nothing to delete" in editor.get(again.location).find(".notice.done").text()
    assert_counts_are_exact(app)
    with app.app_context():
        assert list(db.session.scalars(select(AuditLine.action))) == [
            "comment.spam",
            "comment.empty",
        ]


def test_spam_goes_by_itself_once_it_had_its_month(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    long_ago = now() - timedelta(days=31)
    with time_machine.travel(long_ago):
        old = make_comment(post, state="spam", source="Cheap cialis, no prescription")
        waits, shown = make_comment(post, state="pending"), make_comment(post)
        moved = make_comment(post)
        decided(app, old, "pending")
        decided(app, old, "spam")
        do_tasks(app)
        learnt = lessons(app)
    decided(app, moved, "spam")
    do_tasks(app)
    imported = make_comment(
        post, state="spam", created_at=long_ago, origin="blogger", legacy_id="7"
    )
    job = next(job for job in elected_jobs() if job.name == "old spam")
    with app.app_context():
        job.run()
        job.run()
        assert db.session.get_one(Comment, imported.id).state == "spam"
    assert left(app) == {waits.id, shown.id, moved.id, imported.id}
    assert learnt <= lessons(app)
    assert_counts_are_exact(app)
    assert (
        "after 30 days" in sign_in("owner").get("/admin/comments/?state=spam").find("main").text()
    )


@pytest.mark.sqlite
def test_imported_spam_leaves_its_number_so_that_another_import_does_not_bring_it_back(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    sent = {"email": "sam@example.org", "origin": "blogger", "legacy_id": "77"}
    comment = make_comment(post, "Cheap pills", name="Sam", state="spam", **sent)
    owner = sign_in("owner")
    assert owner.post(PAGE, data={"days": "0"}).location.endswith("done=erased")
    with app.app_context():
        row = db.session.get_one(Comment, comment.id)
        assert (row.legacy_id, row.state, row.source, row.html) == ("77", "deleted", "", "")
        assert (row.author_name, row.author_email) == ("", "")
        assert row.erased_at
    for state in ("spam", "deleted"):
        page = owner.get(f"/admin/comments/?state={state}")
        assert page.texts(".queue .entry") == []
        assert page.texts(".tabs .number") == ["0"] * 4
    assert owner.post(PAGE, data={"days": "0"}).location.endswith("done=none")


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
    assert sign_in("owner").post(PAGE, data={"days": "30"}).status_code == 422
    assert left(app) == {comment.id}
