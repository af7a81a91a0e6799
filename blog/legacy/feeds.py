"""Feeds at the addresses of Blogger and WordPress: they answer there, with the old parameters."""

from __future__ import annotations

from flask import abort
from werkzeug.wrappers import Response

from blog.comments.policy import are_shown
from blog.db import now
from blog.feeds import channels
from blog.feeds.formats import answer
from blog.feeds.windows import blogger_format, blogger_window, own_window
from blog.labels.queries import by_old_name
from blog.legacy import bp
from blog.legacy.queries import by_blogger_number
from blog.numbers import LARGEST_NUMBER
from blog.posts.models import Post
from blog.posts.queries import by_id

DETAIL = "<any(default, full, summary):detail>"


@bp.get(f"/feeds/posts/{DETAIL}")
@bp.get("/atom.xml", defaults={"detail": "default"}, endpoint="atom")
def post_feed(detail: str) -> Response:
    """Blogger's feed of posts."""
    kind, window = blogger_format(), blogger_window()
    return answer(channels.post_feed(window, is_brief=detail == "summary"), kind)


@bp.get("/rss.xml")
def rss() -> Response:
    """Blogger's old feed of posts as RSS."""
    return answer(channels.post_feed(blogger_window()), "rss")


@bp.get(f"/feeds/posts/{DETAIL}/-/<path:names>")
def label_feed(detail: str, names: str) -> Response:
    """Blogger's feed of a label; of several, the posts that carry them all."""
    kind, window = blogger_format(), blogger_window()
    labels = by_old_name(names, "/") or abort(404)
    feed = channels.post_feed(window, labels=labels, is_brief=detail == "summary")
    return answer(feed, kind) if feed.total else abort(404)


@bp.get(f"/feeds/pages/{DETAIL}")
def page_feed(detail: str) -> Response:
    """Blogger's feed of pages."""
    kind, window = blogger_format(), blogger_window()
    return answer(channels.post_feed(window, kind="page", is_brief=detail == "summary"), kind)


@bp.get(f"/feeds/comments/{DETAIL}")
def comment_feed(detail: str) -> Response:
    """Blogger's feed of all comments."""
    kind, window = blogger_format(), blogger_window()
    return answer(channels.comment_feed(window), kind)


@bp.get(f"/feeds/<int:number>/comments/{DETAIL}")
def post_comment_feed(number: int, detail: str) -> Response:
    """Blogger's feed of the comments on one post, by its old number or by ours."""
    kind, window = blogger_format(), blogger_window()
    return answer(channels.comment_feed(window, _talked_about(number)), kind)


@bp.get("/feed/", defaults={"kind": "rss"})
@bp.get("/feed/<any(atom, rss, rss2):kind>/")
def wordpress_feed(kind: str) -> Response:
    """WordPress's feed of posts."""
    return answer(channels.post_feed(own_window()), "atom" if kind == "atom" else "rss")


@bp.get("/comments/feed/", defaults={"kind": "rss"})
@bp.get("/comments/feed/<any(atom, rss, rss2):kind>/")
def wordpress_comment_feed(kind: str) -> Response:
    """WordPress's feed of all comments."""
    return answer(channels.comment_feed(own_window()), "atom" if kind == "atom" else "rss")


def _talked_about(number: int) -> Post:
    post = by_blogger_number(number)
    if not post and number <= LARGEST_NUMBER:
        post = by_id(number)
    if not post or not post.is_public(now()) or not are_shown(post):
        abort(404)
    return post
