"""Reads what an import brought in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from blog.db import db, now
from blog.posts.models import Post


def posts_of(ids: Sequence[int]) -> list[tuple[int, str, str | None]]:
    """(id, title, path) of those that readers see of these posts, newest first."""
    if not ids:
        return []
    rows = db.session.execute(
        select(Post.id, Post.title, Post.path)
        .where(Post.id.in_(ids), Post.status == "published", Post.published_at <= now())
        .order_by(Post.published_at.desc(), Post.id.desc())
    )
    return [(number, title, path) for number, title, path in rows]
