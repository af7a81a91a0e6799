"""Reads the newest posts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from blog.posts.models import Post
from blog.posts.queries import Teaser, few, public


def newest(limit: int, at: datetime, *, without: int | None = None) -> list[Teaser]:
    """The newest public posts but for one, as many as asked wherever there are."""
    order = Post.published_at.desc(), Post.id.desc()
    chosen = select(Post.id).where(public(at)).order_by(*order).limit(limit + 1).subquery()
    return [post for post in few(chosen) if post.id != without][:limit]
