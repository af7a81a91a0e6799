"""Reads people."""

from __future__ import annotations

from sqlalchemy import select

from blog.db import db
from blog.people.models import User


def by_slug(slug: str) -> User | None:
    """The person whose page has that slug."""
    return db.session.scalar(select(User).filter_by(slug=slug))


def by_legacy_key(key: str) -> User | None:
    """The person whom an import named so."""
    return db.session.scalar(select(User).filter_by(legacy_key=key))


def is_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(User.id).filter_by(slug=slug)) is not None
