"""Reads people."""

from __future__ import annotations

from sqlalchemy import exists, select

from blog.db import db
from blog.people.models import User
from blog.posts.models import Post


def by_slug(slug: str) -> User | None:
    """The person whose page has that slug."""
    return db.session.scalar(select(User).filter_by(slug=slug))


def by_legacy_key(key: str) -> User | None:
    """The person whom an import named so."""
    return db.session.scalar(select(User).filter_by(legacy_key=key))


def is_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(User.id).filter_by(slug=slug)) is not None


def idle_of_origin(origin: str) -> list[User]:
    """People of that origin who have written no post that is still there."""
    has_written = exists().where(Post.author_id == User.id)
    return list(db.session.scalars(select(User).where(User.origin == origin, ~has_written)))
