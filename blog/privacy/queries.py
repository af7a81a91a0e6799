"""Reads what is kept about a commenter, and how often somebody asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, tuple_

from blog.comments.models import Comment
from blog.cursor import Cursor
from blog.db import db
from blog.posts.models import Post
from blog.privacy.models import LinkRequest
from blog.subscriptions.models import Subscription


def has_anything(email: str) -> bool:
    """Whether somebody wrote with that address, or wants letters there."""
    written = select(Comment.id).where(Comment.author_email == email, Comment.author_email != "")
    wished = select(Subscription.id).where(Subscription.email == email)
    return db.session.scalar(select(or_(written.exists(), wished.exists()))) or False


def comments_of(
    email: str, *, before: Cursor | None = None, limit: int | None = None
) -> list[tuple[Comment, Post]]:
    """What was written with that address, in every state, newest first, and where it stands."""
    query = (
        select(Comment, Post)
        .join(Post, Post.id == Comment.post_id)
        .where(Comment.author_email == email, Comment.author_email != "")
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(limit)
    )
    if before:
        query = query.where(tuple_(Comment.created_at, Comment.id) < (before.at, before.id))
    return [(comment, post) for comment, post in db.session.execute(query)]


def number_of(email: str) -> int:
    """How many comments were written with that address, in whatever case it is typed."""
    query = select(func.count()).where(
        Comment.author_email == email.strip().lower(), Comment.author_email != ""
    )
    return db.session.scalar(query) or 0


def some_of(email: str, limit: int) -> list[Comment]:
    """Some of the same, in the order in which their posts are to be locked."""
    query = (
        select(Comment)
        .where(Comment.author_email == email, Comment.author_email != "")
        .order_by(Comment.post_id, Comment.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def unerased(comment_ids: Sequence[int]) -> list[Comment]:
    """Those of the comments that nobody has erased by now, as they are, in the same order."""
    query = (
        select(Comment)
        .where(Comment.id.in_(comment_ids), Comment.erased_at.is_(None))
        .order_by(Comment.post_id, Comment.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def own_comment(email: str, comment_id: int) -> Comment | None:
    """The comment of that number, if it was written with that address."""
    return db.session.scalar(
        select(Comment).where(
            Comment.id == comment_id, Comment.author_email == email, Comment.author_email != ""
        )
    )


def wishes_of(email: str) -> list[tuple[Subscription, Comment, Post]]:
    """The letters that the address is to get, newest wish first."""
    rows = db.session.execute(
        select(Subscription, Comment, Post)
        .join(Comment, Comment.id == Subscription.comment_id)
        .join(Post, Post.id == Comment.post_id)
        .where(Subscription.email == email, Subscription.ended_at.is_(None))
        .order_by(Subscription.created_at.desc(), Subscription.id.desc())
    )
    return [(wish, comment, post) for wish, comment, post in rows]


def is_answered(comment_id: int) -> bool:
    """Whether anything in any state hangs below the comment.

    Whoever is answering it at the moment is waited for: what they write must not go with it.
    """
    db.session.execute(select(Comment.id).where(Comment.id == comment_id).with_for_update())
    return db.session.scalar(select(Comment.id).where(Comment.parent_id == comment_id)) is not None


def answers_to(comment_ids: Sequence[int]) -> list[int]:
    """Numbers of the comments that answer one of those."""
    return list(db.session.scalars(select(Comment.id).where(Comment.parent_id.in_(comment_ids))))


def requests_for(email_key: str, since: datetime) -> int:
    """How often the link of that address was asked for since then."""
    query = select(func.count()).where(LinkRequest.email_key == email_key, LinkRequest.at > since)
    return db.session.scalar(query) or 0


def requests_from(network_keys: Sequence[str], since: datetime) -> int:
    """How often a network, under any of its keys, asked for a link since then."""
    query = select(func.count()).where(
        LinkRequest.network_key.in_(network_keys), LinkRequest.at > since
    )
    return db.session.scalar(query) or 0
