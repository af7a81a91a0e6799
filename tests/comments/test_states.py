"""What a comment can be, and that the counts say what readers see whatever it becomes."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest
from flask import Flask
from sqlalchemy import func, select

from blog.comments.actions import add_comment, hide, move
from blog.comments.models import STATES, Comment
from blog.db import db, writing
from blog.posts.models import Post
from tests.stage.reader import Reader

pytestmark = pytest.mark.usefixtures("everyone_at_once")

MakePost = Callable[..., Post]
MakeComment = Callable[..., Comment]

HIDDEN = [state for state in STATES if state != "approved"]


def moved(app: Flask, comment: Comment, state: str) -> str | None:
    with app.app_context(), writing():
        return move(db.session.get_one(Comment, comment.id), state)


def assert_counts_are_exact(app: Flask) -> None:
    with app.app_context():
        for post in db.session.scalars(select(Post)):
            assert post.comments == _approved(Comment.post_id == post.id), f"post {post.id}"
        for root in db.session.scalars(select(Comment).where(Comment.root_id.is_(None))):
            assert root.replies == _approved(Comment.root_id == root.id), f"thread {root.id}"


def _approved(where: object) -> int:
    query = select(func.count()).select_from(Comment).where(where, Comment.state == "approved")  # type: ignore[arg-type]
    return db.session.scalar(query) or 0


@pytest.mark.parametrize(("was", "state"), list(permutations(STATES, 2)))
def test_a_comment_goes_from_any_state_to_any_other(
    app: Flask, post: Post, make_comment: MakeComment, was: str, state: str
) -> None:
    root = make_comment(post)
    for comment in (make_comment(post, state=was), make_comment(post, parent=root, state=was)):
        assert moved(app, comment, state) == was
        assert moved(app, comment, state) is None
        assert_counts_are_exact(app)
        assert moved(app, comment, was) == state
        assert_counts_are_exact(app)


@pytest.mark.parametrize("seed", range(3))
def test_no_sequence_of_acts_brings_the_counts_out_of_step(
    app: Flask, make_post: MakePost, make_comment: MakeComment, seed: int
) -> None:
    dice = random.Random(seed)
    posts = [make_post(), make_post()]
    comments: list[Comment] = []
    for _ in range(60):
        act = dice.choice(["add", "answer", "move", "move", "move", "hide"])
        chosen = dice.choice(comments) if comments else None
        if act == "add" or chosen is None:
            comments.append(make_comment(dice.choice(posts), state=dice.choice(STATES)))
        elif act == "answer":
            post = next(post for post in posts if post.id == chosen.post_id)
            comments.append(make_comment(post, parent=chosen, state=dice.choice(STATES)))
        elif act == "move":
            moved(app, chosen, dice.choice(STATES))
        else:
            with app.app_context(), writing():
                hide(db.session.get_one(Comment, chosen.id))
    assert_counts_are_exact(app)


def test_many_who_act_at_once_are_counted_once(
    app: Flask, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post)
    reply = make_comment(post, parent=root)

    def act(number: int) -> None:
        with app.app_context(), writing():
            if number % 5 == 4:
                parent = db.session.get_one(Comment, root.id)
                held = db.session.get_one(Post, post.id)
                add_comment(held, name="Clara", source="Me too.", parent=parent)
            else:
                chosen = db.session.get_one(Comment, (root.id, reply.id)[number % 2])
                move(chosen, ("spam", "approved", "deleted")[number % 3])

    with ThreadPoolExecutor(8) as crowd:
        assert len(list(crowd.map(act, range(60)))) == 60
    assert_counts_are_exact(app)


@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_approved_is_seen_by_nobody(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment, state: str
) -> None:
    root, alone = make_comment(post, "MARK-seen"), make_comment(post, "MARK-alone", name="MARK-who")
    reply = make_comment(post, "MARK-reply", parent=root, name="MARK-who", anchor="c4711")
    for comment in (alone, reply):
        moved(app, comment, state)
    addresses = (
        str(post.path), "/", "/feed.atom", "/feed.json", "/comments/feed.atom",
        f"/comments/{post.id}", f"/comments/{post.id}/thread", f"/comments/{post.id}/feed.atom",
        f"/comments/{post.id}?thread={root.id}", "/search?q=MARK", "/feeds/comments/default",
        f"{post.path}?showComment=4711",
    )  # fmt: skip
    for address in addresses:
        text = reader.get(address, follow_redirects=True).text
        for mark in ("MARK-alone", "MARK-reply", "MARK-who"):
            assert mark not in text, address
    for comment in (alone, reply):
        assert reader.get(f"/comments/{post.id}/{comment.id}").status_code == 404
        assert reader.get(f"/comments/{post.id}/{comment.id}/reply").status_code == 404
    assert reader.get(str(post.path)).find("#comments h2").text() == "1 comment"
    assert "c4711" not in reader.get(str(post.path)).text


@pytest.mark.parametrize("state", HIDDEN)
def test_replies_stay_below_the_tombstone_of_what_they_answer(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment, state: str
) -> None:
    root = make_comment(post, "MARK-root", name="MARK-who")
    reply = make_comment(post, "An answer that stays.", parent=root)
    moved(app, root, state)
    page = reader.get(str(post.path))
    assert page.find(f"#comment-{root.id} > .gone")
    assert "An answer that stays." in page.find(f"#comment-{root.id} #comment-{reply.id}").text()
    assert "MARK" not in page.text
    assert page.find("#comments h2").text() == "1 comment"
    moved(app, root, "approved")
    assert "MARK-root" in reader.get(str(post.path)).text


@pytest.mark.parametrize("state", HIDDEN)
def test_what_readers_do_not_see_does_not_come_back_by_sending_it_again(
    app: Flask, reader: Reader, stranger: Reader, post: Post, state: str
) -> None:
    sent = {"name": "Rita", "text": "Buy my pills."}
    lead = reader.post(f"/comments/{post.id}", data=sent).location
    number = int(lead.rpartition("/")[2])
    with app.app_context(), writing():
        move(db.session.get_one(Comment, number), state)
    answer = reader.post(f"/comments/{post.id}", data=sent)
    if state == "deleted":
        assert answer.status_code == 422
        assert "taken down" in answer.find(".error").text()
    else:  # To its writer, what waits and what is spam look alike.
        assert answer.status_code == 303
    assert stranger.get(f"/comments/{post.id}/{number}").status_code == 404
    assert "pills" not in stranger.get(str(post.path)).text
    assert_counts_are_exact(app)
