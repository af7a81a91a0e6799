"""Finds what earlier imports have brought in, by the names it had in the old system."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select, text

from blog.comments.models import Comment
from blog.db import db
from blog.labels.models import Label
from blog.posts.models import Post


def posts_by_legacy_id(ids: Iterable[str]) -> dict[str, Post]:
    """Posts of any state, by the id they were imported under."""
    found = db.session.scalars(select(Post).where(Post.legacy_id.in_(list(ids))))
    return {str(post.legacy_id): post for post in found}


def comments_by_legacy_id(ids: Iterable[str]) -> dict[str, Comment]:
    """Comments of any state, by the id they were imported under."""
    found = db.session.scalars(select(Comment).where(Comment.legacy_id.in_(list(ids))))
    return {str(comment.legacy_id): comment for comment in found}


def number_of_labels() -> int:
    return db.session.scalar(select(func.count()).select_from(Label)) or 0


def rest_without_limit() -> None:
    """Let this transaction stand while texts are rendered; PostgreSQL would end it."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
