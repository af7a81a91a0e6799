"""Feeds of comments: all of them, and those on one post."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from defusedxml.ElementTree import fromstring
from flask import Flask

from blog.comments.models import Comment
from blog.db import db, writing
from blog.posts.models import Post
from tests.feeds.test_posts import ATOM, HOME, parsed
from tests.stage.reader import Reader


def test_comments_are_told_newest_first_with_what_they_answer(
    reader: Reader, post: Post, make_comment: Callable[..., Comment]
) -> None:
    top = make_comment(post, "Is *this* so?", name="Tom")
    reply = make_comment(post, "It is.", name="Rita", parent=top)
    for address in ("/comments/feed.atom", f"/comments/{post.id}/feed.atom"):
        feed = parsed(reader, address)
        assert [entry.author for entry in feed.entries] == ["Rita", "Tom"]
        assert feed.entries[0].link == f"{HOME}/comments/{post.id}/{reply.id}"
        assert "<em>this</em>" in feed.entries[1].content[0].value
        root = fromstring(reader.get(address).data)
        answered = [node.get("ref") for node in root.iter(f"{{{ATOM['thr']}}}in-reply-to")]
        post_id = parsed(reader, "/feed.atom").entries[0].id
        assert answered == [feed.entries[1].id, post_id]


def test_the_feed_of_a_post_tells_only_its_own_comments(
    reader: Reader, make_post: Callable[..., Post], make_comment: Callable[..., Comment]
) -> None:
    here, there = make_post(), make_post()
    make_comment(here, "Here.")
    make_comment(there, "There.")
    text = reader.get(f"/comments/{here.id}/feed.atom").text
    assert "Here." in text
    assert "There." not in text


def test_comments_that_nobody_may_see_are_not_told(
    app: Flask, reader: Reader, make_post: Callable[..., Post], make_comment: Callable[..., Comment]
) -> None:
    post, silent, gone = make_post(), make_post(comments_policy="open"), make_post()
    for state in ("pending", "spam", "deleted"):
        comment = make_comment(post, f"Secret {state}.")
        with app.app_context(), writing():
            db.session.get_one(Comment, comment.id).state = state
    make_comment(silent, "Secret of a silent post.")
    make_comment(gone, "Secret of a trashed post.")
    with app.app_context(), writing():
        db.session.get_one(Post, silent.id).comments_policy = "hidden"
        db.session.get_one(Post, gone.id).status = "trashed"
    for address in ("/comments/feed.atom", f"/comments/{post.id}/feed.atom", "/comments/feed/"):
        assert "Secret" not in reader.get(address).text
    for number in (silent.id, gone.id, 2_000_000_000, 10**30):
        assert reader.get(f"/comments/{number}/feed.atom").status_code == 404
        assert reader.get(f"/feeds/{number}/comments/default").status_code == 404


def test_an_imported_comment_keeps_its_id(
    app: Flask, reader: Reader, post: Post, make_comment: Callable[..., Comment]
) -> None:
    comment = make_comment(post)
    own = parsed(reader, "/comments/feed.atom").entries[0].id
    assert own == f"tag:127.0.0.1,{comment.created_at:%Y-%m-%d}:comment-{comment.id}"
    with app.app_context(), writing():
        db.session.get_one(Comment, comment.id).legacy_id = "tag:blogger.com,1999:blog-1.post-9"
    entry = parsed(reader, "/comments/feed.atom").entries[0]
    assert entry.id == "tag:blogger.com,1999:blog-1.post-9"


def test_a_comment_feed_takes_three_queries(
    reader: Reader,
    post: Post,
    make_comment: Callable[..., Comment],
    count_queries: Callable[[], Any],
) -> None:
    for _number in range(5):
        make_comment(post)
    for address in ("/comments/feed.atom", f"/comments/{post.id}/feed.atom",
                    "/feeds/comments/default", f"/feeds/{post.id}/comments/default"):  # fmt: skip
        with count_queries() as queries:
            reader.get(address)
        assert len([query for query in queries if "setting" not in query]) <= 3, address
