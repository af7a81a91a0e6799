"""Who is told of a new comment, and how many letters an hour holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.config import Config
from blog.db import db, now, writing
from blog.notices.actions import hand_over
from blog.people.models import User
from blog.posts.models import Post
from blog.queue.models import Task
from tests.notices.conftest import noted
from tests.stage.cast import _person as person

Hire = Callable[..., None]
Make = Callable[..., Comment]


def letters(app: Flask) -> list[list[int]]:
    """The comments of each letter that waits to be sent."""
    with app.app_context():
        tasks = db.session.query(Task).filter_by(kind="notice").order_by(Task.id)
        return [task.arguments["comment_ids"] for task in tasks]  # type: ignore[misc]


def turn(app: Flask, who: User, minutes: int = 0) -> None:
    with app.app_context(), writing():
        hand_over(who.id, now() + timedelta(minutes=minutes))


def test_the_owner_is_told_of_what_waits_and_of_nothing_else(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner)
    make_comment(post)
    make_comment(post, state="spam")
    make_comment(post, state="pending", origin="import")
    assert noted(app) == set()
    waiting = make_comment(post, state="pending")
    assert noted(app) == {(owner.id, waiting.id)}


def test_whoever_wants_all_is_told_of_what_readers_see_too(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner, comment_mail="all")
    shown = make_comment(post)
    assert noted(app) == {(owner.id, shown.id)}
    hire(owner, comment_mail="none")
    make_comment(post, state="pending")
    assert noted(app) == {(owner.id, shown.id)}


@pytest.mark.parametrize(
    "columns",
    [{"email": None}, {"email": ""}, {"password_hash": None}, {"disabled_at": now()}],
)
def test_nobody_is_told_who_could_not_come(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make, columns: dict[str, object]
) -> None:
    hire(owner, **columns)
    make_comment(post, state="pending")
    assert noted(app) == set()


def test_authors_are_told_of_their_own_posts_alone(
    app: Flask, author: User, make_post: Callable[..., Post], hire: Hire, make_comment: Make
) -> None:
    editor, helper = person(app, "Eve Editor", "editor"), person(app, "Con", "contributor")
    for who in (author, editor, helper):
        hire(who)
    own, foreign = make_post(author=author), make_post(author=helper)
    first = make_comment(own, state="pending")
    second = make_comment(foreign, state="pending")
    assert noted(app) == {(author.id, first.id), (editor.id, first.id), (editor.id, second.id)}


def test_nobody_is_told_of_what_they_wrote_themselves(
    app: Flask, author: User, owner: User, make_post: Callable[..., Post], hire: Hire,
    make_comment: Make,
) -> None:  # fmt: skip
    hire(author, comment_mail="all")
    hire(owner, comment_mail="all")
    made = make_comment(make_post(author=author), user=author)
    assert noted(app) == {(owner.id, made.id)}


def test_without_a_mail_server_nothing_is_noted(
    config: Config, make_app: Callable[[Config], Flask], owner: User, post: Post, hire: Hire
) -> None:
    from blog.comments.actions import add_comment

    hire(owner)
    silent = make_app(replace(config, smtp_url=""))
    with silent.app_context(), writing():
        row = db.session.get_one(Post, post.id)
        add_comment(row, name="Clara", source="Hi", state="pending")
    assert noted(silent) == set()


def test_telling_costs_two_statements_however_many_moderate(
    app: Flask, post: Post, hire: Hire, make_comment: Make, count_queries: Callable[[], object]
) -> None:
    for number in range(5):
        hire(person(app, f"Editor {number}", "editor"))
    with count_queries() as queries:  # type: ignore[attr-defined]
        make_comment(post, state="pending")
    assert len([query for query in queries if "comment_notice" in query]) == 2
    assert len(noted(app)) == 5


def test_an_hours_comments_come_in_one_letter(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner)
    first = make_comment(post, state="pending")
    turn(app, owner)
    assert letters(app) == [[first.id]]
    later = [make_comment(post, state="pending").id for _ in range(3)]
    turn(app, owner, minutes=59)
    assert len(letters(app)) == 1
    turn(app, owner, minutes=61)
    assert letters(app) == [[first.id], later]
    turn(app, owner, minutes=200)
    assert len(letters(app)) == 2
    assert noted(app) == set()


def test_each_comes_in_a_letter_of_its_own_until_they_are_too_many(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner, comment_mail_rhythm="single")
    few = [make_comment(post, state="pending").id for _ in range(4)]
    turn(app, owner)
    assert letters(app) == [[number] for number in few]
    many = [make_comment(post, state="pending").id for _ in range(30)]
    turn(app, owner)
    assert letters(app)[4:] == [many]


def test_an_hour_holds_twenty_letters_at_most(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner, comment_mail_rhythm="single")
    for minute in range(60):
        make_comment(post, state="pending")
        turn(app, owner, minute)
    assert 15 <= len(letters(app)) <= 20
    turn(app, owner, 90)
    assert noted(app) == set()
    told = [number for letter in letters(app) for number in letter]
    assert sorted(told) == list(range(1, 61))


def test_a_letter_names_fifty_and_counts_the_rest(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner)
    made = [make_comment(post, state="pending").id for _ in range(60)]
    turn(app, owner)
    assert letters(app) == [made[10:]]
    with app.app_context():
        assert db.session.query(Task).filter_by(kind="notice").one().arguments["more"] == 10


def test_whoever_has_had_enough_in_the_meantime_gets_no_letter(
    app: Flask, owner: User, post: Post, hire: Hire, make_comment: Make
) -> None:
    hire(owner)
    make_comment(post, state="pending")
    hire(owner, comment_mail="none")
    turn(app, owner)
    assert (letters(app), noted(app)) == ([], set())
