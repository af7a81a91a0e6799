"""Reads who is to be told of comments, and what a letter to them tells."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select

from blog.comments.models import Comment
from blog.db import db
from blog.notices.models import Notice
from blog.people.models import User
from blog.people.policy import ROLES, TABLE, Reach
from blog.posts.models import Post


def people_to_tell(comment: Comment) -> list[int]:
    """Ids of those who may moderate the comment, wish to hear of it, and were not told yet."""
    wishes = ("all", "waiting") if comment.state == "pending" else ("all",)
    author = select(Post.author_id).where(Post.id == comment.post_id).scalar_subquery()
    query = select(User.id).where(
        _can_be_told(),
        User.comment_mail.in_(wishes),
        or_(User.role.in_(_roles(Reach.ANY)), and_(User.role.in_(_roles(Reach.OWN)), _is(author))),
        ~exists().where(Notice.user_id == User.id, Notice.comment_id == comment.id),
    )
    if comment.user_id is not None:
        query = query.where(User.id != comment.user_id)
    return list(db.session.scalars(query.order_by(User.id)))


def people_with_notices() -> list[int]:
    """Ids of those who are still to be told of something."""
    return list(db.session.scalars(select(Notice.user_id).distinct().order_by(Notice.user_id)))


def person_to_tell(user_id: int) -> User | None:
    """The person of that id; whoever else would tell them at the same moment waits."""
    query = select(User).where(User.id == user_id).with_for_update(key_share=True)
    return db.session.scalar(query)


def told(comment_ids: Sequence[int]) -> list[tuple[Comment, Post]]:
    """Those of the comments that are still there, with their posts, oldest first."""
    rows = db.session.execute(
        select(Comment, Post)
        .join(Post, Post.id == Comment.post_id)
        .where(Comment.id.in_(comment_ids))
        .order_by(Comment.created_at, Comment.id)
    )
    return [(comment, post) for comment, post in rows]


def _can_be_told() -> ColumnElement[bool]:
    """As `User.can_sign_in`, and with an address."""
    has_address = and_(User.email.is_not(None), User.email != "")
    return and_(User.password_hash.is_not(None), User.disabled_at.is_(None), has_address)


def _is(user_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    return User.id == user_id


def _roles(far: Reach) -> list[str]:
    """The roles whose right to moderate comments reaches exactly so far."""
    return [
        role
        for role, reach in zip(ROLES, TABLE["comment", "moderate"], strict=True)
        if reach == far
    ]
