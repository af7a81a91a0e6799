"""What is new: how many comments have come, and those comments, each by an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from blog.comments.actions import hide, move
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.posts.models import Post
from tests.stage.reader import Reader

MakeComment = Callable[..., Comment]
MakePost = Callable[..., Post]


def watched(reader: Reader, post: Post) -> str:
    """The address at which the post's page asks for news."""
    return reader.get(post.path).find("#comments .news").attributes["hx-get"] or ""


def test_an_open_page_hears_of_what_came_after_it(
    reader: Reader, post: Post, make_comment: MakeComment, count_queries: Callable[[], Any]
) -> None:
    make_comment(post)
    address = watched(reader, post)
    quiet = reader.htmx.get(address)
    assert (quiet.status_code, quiet.find("#news").text().strip()) == (200, "")
    new = [make_comment(post, created_at=now()) for _ in range(2)]
    with count_queries() as queries:
        answer = reader.htmx.get(address)
    assert len(queries) <= 2
    link = answer.find("#news a")
    assert link.text() == "2 new comments"
    assert link.attributes["href"] == f"/comments/{post.id}/{new[0].id}"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    arrived = reader.htmx.get(link.attributes["hx-get"])
    assert arrived.texts(".arrivals .body") == [comment.source for comment in new]
    later = arrived.find(".news").attributes["hx-get"]
    assert not reader.htmx.get(later).find("#news").text().strip()


def test_no_news_is_an_answer_without_bytes(
    reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    make_comment(post)
    address = watched(reader, post)
    tag = {"If-None-Match": reader.htmx.get(address).headers["ETag"]}
    again = reader.htmx.get(address, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    make_comment(post, created_at=now())
    assert reader.htmx.get(address, headers=tag).status_code == 200


def test_what_waited_is_new_when_it_is_approved(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    old = now() - timedelta(days=9)
    waiting = make_comment(post, state="pending", created_at=old)
    make_comment(post)
    address = watched(reader, post)
    assert not reader.htmx.get(address).html.css("#news a")
    with app.app_context(), writing():
        move(db.session.get_one(Comment, waiting.id), "approved")
    assert reader.htmx.get(address).find("#news a").text() == "1 new comment"
    assert reader.get(post.path).find(f"#comment-{waiting.id} time").attributes["data-shown"]
    with app.app_context(), writing():
        hide(db.session.get_one(Comment, waiting.id))
    assert not reader.htmx.get(address).html.css("#news a")


@pytest.mark.sqlite
def test_many_arrivals_come_in_portions(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    address = watched(reader, post)
    for _ in range(53):
        make_comment(post)
    with app.app_context(), writing():  # As when a moderator approves them all at once.
        db.session.execute(update(Comment).values(shown_at=now()))
    link = reader.htmx.get(address).find("#news a")
    assert link.text() == "53 new comments"
    arrived = reader.htmx.get(link.attributes["hx-get"])
    assert len(arrived.html.css(".arrivals .comment")) == 50
    rest = reader.htmx.get(arrived.find(".news").attributes["hx-get"])
    assert rest.find("#news a").text() == "3 new comments"


@pytest.mark.sqlite
def test_moments_that_are_none_are_not_found(reader: Reader, post: Post) -> None:
    for since in ("", "x", "1.x", "9" * 40, "1.-1", f"1.{2**31}"):
        for noun in ("news", "arrivals"):
            address = f"/comments/{post.id}/{noun}?since={since}"
            assert reader.get(address).status_code == 404, address
    assert reader.get(f"/comments/{post.id}/news").status_code == 404
    assert reader.get("/comments/999/news?since=0.0").status_code == 404


@pytest.mark.parametrize("columns", [{"comments_policy": "hidden"}, {"status": "draft"}])
@pytest.mark.sqlite
def test_posts_without_comments_have_no_news(
    reader: Reader, make_post: MakePost, make_comment: MakeComment, columns: dict[str, Any]
) -> None:
    post = make_post(path="/a.html", **columns)
    make_comment(post, "unseen")
    for noun in ("news", "arrivals"):
        answer = reader.get(f"/comments/{post.id}/{noun}?since=0.0")
        assert answer.status_code == 404
        assert "unseen" not in answer.text


@pytest.mark.sqlite
def test_a_page_without_a_comment_hears_of_the_first(
    reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    address = watched(reader, post)
    make_comment(post)
    assert reader.htmx.get(address).find("#news a").text() == "1 new comment"


@pytest.mark.sqlite
def test_closed_comments_are_not_watched(
    reader: Reader, make_post: MakePost, make_comment: MakeComment
) -> None:
    post = make_post(comments_policy="closed")
    make_comment(post)
    assert "hx-get" not in reader.get(post.path).find(".news").attributes
