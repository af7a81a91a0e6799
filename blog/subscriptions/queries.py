"""Reads who wants a letter, who had enough, and how many letters went out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select

from blog.comments.models import Comment
from blog.db import db
from blog.subscriptions.models import MutedAddress, Subscription

# A thread that goes deeper is a quarrel of the last few, who hear of each other all the same.
LONGEST_CHAIN = 20


def subscription(subscription_id: int) -> Subscription | None:
    """The subscription with that number."""
    return db.session.get(Subscription, subscription_id)


def of_comment(comment_id: int, email: str) -> Subscription | None:
    """What that address wants to hear of the comment."""
    return db.session.scalar(
        select(Subscription).where(
            Subscription.comment_id == comment_id, Subscription.email == email
        )
    )


def unasked(comment_id: int) -> list[int]:
    """Numbers of the comment's subscriptions about which nobody was asked yet."""
    query = select(Subscription.id).where(
        Subscription.comment_id == comment_id, Subscription.asked_at.is_(None)
    )
    return list(db.session.scalars(query))


def listeners(comment: Comment) -> list[Subscription]:
    """The confirmed subscriptions of what the comment answers, those of the nearest one first.

    Whoever's comment was taken down hears no more of it.
    """
    if comment.parent_id is None:
        return []
    answered = (
        select(Comment.id, Comment.parent_id, Comment.depth, Comment.state)
        .where(Comment.id == comment.parent_id)
        .cte("answered", recursive=True)
    )
    answered = answered.union_all(
        select(Comment.id, Comment.parent_id, Comment.depth, Comment.state).where(
            Comment.id == answered.c.parent_id, Comment.depth > comment.depth - LONGEST_CHAIN
        )
    )
    query = (
        select(Subscription)
        .join(answered, answered.c.id == Subscription.comment_id)
        .where(
            answered.c.state == "approved",
            Subscription.confirmed_at.is_not(None),
            Subscription.ended_at.is_(None),
        )
        .order_by(answered.c.depth.desc(), Subscription.id)
    )
    return list(db.session.scalars(query))


def answers_shown(comment: Comment, since: datetime, limit: int) -> int:
    """How many answers in the comment's thread readers see since then, counted up to the limit."""
    shown = select(Comment.id).where(
        Comment.post_id == comment.post_id,
        Comment.shown_at > since,
        Comment.root_id == comment.root_id,
    )
    return _number(shown.limit(limit))


def unanswered(since: datetime, email: str) -> int:
    """How many questions to that address, asked since then, nobody has answered."""
    return _number(_unanswered(since).where(Subscription.email == email))


def unanswered_from(since: datetime, network_key: str) -> int:
    """The same of what was wished for from one network."""
    return _number(_unanswered(since).where(Subscription.network_key == network_key))


def wished_from(since: datetime, network_key: str) -> int:
    """How many wishes came from a network since then, asked about or not."""
    return _number(
        select(Subscription.id).where(
            Subscription.network_key == network_key, Subscription.created_at > since
        )
    )


def is_muted(email_key: str) -> bool:
    """Whether that address wants no letter of this blog."""
    return db.session.get(MutedAddress, email_key) is not None


def _unanswered(since: datetime) -> Select[int]:
    return select(Subscription.id).where(
        Subscription.asked_at > since, Subscription.confirmed_at.is_(None)
    )


def _number(some: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
