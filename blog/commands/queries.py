"""Reads what an older renderer made, in batches by id."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import func, select

from blog.comments.models import Comment
from blog.db import db
from blog.posts.models import Post

Rendering = TypeVar("Rendering", Post, Comment)


def rendered_before(
    version: int, kind: type[Rendering], after_id: int, limit: int
) -> list[Rendering]:
    """A batch of posts, or of comments, whose HTML an older rendering made, in order of id."""
    stale = select(kind).where(kind.render_version < version, kind.id > after_id)
    return list(db.session.scalars(stale.order_by(kind.id).limit(limit)))


def number_rendered_before(version: int, kind: type[Post] | type[Comment]) -> int:
    """How many posts, or comments, have HTML that an older rendering made."""
    query = select(func.count()).select_from(kind).where(kind.render_version < version)
    return db.session.scalar(query) or 0
