"""Two who change the same comments at the same moment: neither loses, and no counter is wrong.

PostgreSQL lets them: SQLite has one writer at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from blog.comments import actions, queries, sending
from blog.comments.actions import decide
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.moderation.actions import remove_spam
from blog.posts.models import Post
from blog.privacy import actions as privacy
from blog.privacy.erasing import erase_all
from blog.spam.jobs import learn
from tests.comments.test_create import counts
from tests.comments.test_states import assert_counts_are_exact
from tests.stage.reader import Reader

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("everyone_at_once")]

Make = Callable[..., Comment]
CLARA = "clara@example.org"
# Long enough for the other one to get as far as it can.
A_WHILE = 0.5


class Meanwhile:
    """Work that somebody else begins at a certain moment, and that may have to wait there."""

    def __init__(self, app: Flask, work: Callable[[], object]) -> None:
        self._app, self._work = app, work
        self._threads: list[Thread] = []
        self.faults: list[Exception] = []

    def begin(self) -> None:
        """Let it begin, once, and go as far as it can."""
        if not self._threads:
            self._threads.append(Thread(target=self._do))
            self._threads[0].start()
            self._threads[0].join(A_WHILE)

    def end(self) -> None:
        """Wait until it is done; it must have been begun, and must not have failed."""
        for thread in self._threads:
            thread.join()
        assert self._threads
        assert not self.faults

    @property
    def is_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def before(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
        """Let it begin when that function of the module is called."""
        work = getattr(module, name)

        def wrapped(*args: Any, **named: Any) -> Any:
            self.begin()
            return work(*args, **named)

        monkeypatch.setattr(module, name, wrapped)

    def after(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
        """Let it begin when that function of the module has done its work."""
        work = getattr(module, name)

        def wrapped(*args: Any, **named: Any) -> Any:
            result = work(*args, **named)
            self.begin()
            return result

        monkeypatch.setattr(module, name, wrapped)

    def _do(self) -> None:
        try:
            with self._app.app_context():
                self._work()
        except Exception as fault:
            self.faults.append(fault)


def state_of(app: Flask, comment: Comment) -> str | None:
    with app.app_context():
        found = db.session.get(Comment, comment.id)
        return found.state if found else None


def answer_to(commenter: Reader, post: Post, comment: Comment) -> int:
    form = {"name": "Dora", "text": "An answer.", "parent": str(comment.id)}
    return commenter.post(f"/comments/{post.id}", data=form).status_code


def test_an_answer_and_the_erasure_of_what_it_answers_wait_for_one_another(
    app: Flask, commenter: Reader, post: Post, make_comment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = make_comment(post, email=CLARA)
    other = Meanwhile(app, lambda: erase_all(CLARA))
    other.before(monkeypatch, actions, "_count")
    assert answer_to(commenter, post, comment) == 303
    other.end()
    assert state_of(app, comment) == "deleted"
    assert counts(app, post) == (1, 1)
    assert_counts_are_exact(app)


def test_an_answer_to_a_comment_that_is_gone_by_now_is_refused_in_words(
    app: Flask, commenter: Reader, post: Post, make_comment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = make_comment(post, email=CLARA)
    other = Meanwhile(app, lambda: erase_all(CLARA))
    other.before(monkeypatch, sending, "add_comment")
    assert answer_to(commenter, post, comment) == 303
    other.end()
    monkeypatch.undo()
    comment = make_comment(post, email=CLARA)
    other = Meanwhile(app, lambda: erase_all(CLARA))
    other.before(monkeypatch, sending, "wait_for_post")
    assert answer_to(commenter, post, comment) == 422
    other.end()
    assert_counts_are_exact(app)


def test_an_answer_from_the_queue_brings_back_nothing_that_was_deleted_just_now(
    app: Flask,
    sign_in: Callable[..., Reader],
    post: Post,
    make_comment: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comment = make_comment(post, state="pending")

    def delete() -> None:
        with writing():
            decide(db.session.get_one(Comment, comment.id), "deleted", None)

    other, owner = Meanwhile(app, delete), sign_in("owner")
    other.before(monkeypatch, queries, "wait_for_post")
    reply = owner.post(f"/admin/comments/{comment.id}/reply", data={"text": "It is."})
    other.end()
    assert reply.status_code == 422
    assert state_of(app, comment) == "deleted"
    assert_counts_are_exact(app)


def test_who_erases_twice_at_once_is_answered_twice(
    app: Flask, post: Post, make_comment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_comment(post, email=CLARA)
    other = Meanwhile(app, lambda: erase_all(CLARA))
    other.before(monkeypatch, privacy, "wait_for_post")
    with app.app_context():
        erase_all(CLARA)
    other.end()
    assert counts(app, post) == (0, 0)


def test_a_comment_that_is_erased_while_its_writer_takes_it_back_is_gone(
    app: Flask, commenter: Reader, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"name": "Clara", "text": "Words.", "email": CLARA}
    commenter.post(f"/comments/{post.id}", data=form)
    other = Meanwhile(app, lambda: erase_all(CLARA))
    other.before(monkeypatch, queries, "wait_for_post")
    answer = commenter.post(f"/comments/{post.id}/1/deletion")
    other.end()
    assert answer.status_code == 404


def test_a_lesson_waits_for_an_erasure_and_the_erasure_for_no_lesson(
    app: Flask, post: Post, make_comment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (make_comment(post, text, email=CLARA) for text in ("One", "Two"))
    with app.app_context():
        learn(first.id)
    other = Meanwhile(app, lambda: learn(second.id))
    other.after(monkeypatch, actions, "forget")
    with app.app_context():
        erase_all(CLARA)
    other.end()
    assert counts(app, post) == (0, 0)


def test_emptying_the_spam_passes_over_what_is_being_decided(
    app: Flask, post: Post, make_comment: Make
) -> None:
    kept, gone = (make_comment(post, state="spam") for _ in range(2))

    def empty() -> None:
        with writing():
            remove_spam(now())

    other = Meanwhile(app, empty)
    with app.app_context(), writing():
        decide(db.session.get_one(Comment, kept.id), "approved", None)
        db.session.flush()
        other.begin()
        assert other.is_done
    other.end()
    assert (state_of(app, kept), state_of(app, gone)) == ("approved", None)
