"""Reads which post a widget is tried on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from blog.db import db
from blog.posts.models import Post
from blog.posts.queries import public


def newest_post_id(at: datetime) -> int | None:
    """The post that readers see first; none on an empty blog."""
    newest = select(Post.id).where(public(at, "post")).order_by(Post.published_at.desc()).limit(1)
    return db.session.scalar(newest)
