"""Reads the newest posts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from blog.db import db
from blog.media.models import Media
from blog.people.models import User
from blog.posts.models import Post
from blog.posts.queries import Teaser, public, teasers


def newest(limit: int, at: datetime, *, without: int | None = None) -> list[Teaser]:
    """The newest public posts but for one, as many as asked wherever there are."""
    order = Post.published_at.desc(), Post.id.desc()
    # Found by an index alone, then read: sorting whole rows would pass over all their long texts.
    chosen = select(Post.id).where(public(at)).order_by(*order).limit(limit + 1).subquery()
    rows = db.session.execute(
        select(*teasers(at).selected_columns)
        .select_from(chosen)
        .join(Post, Post.id == chosen.c.id)
        .outerjoin(Media, Media.id == Post.featured_id)
        .outerjoin(User, User.id == Post.author_id)
        .order_by(*order)
    )
    found = [Teaser(**row._mapping) for row in rows]
    return [post for post in found if post.id != without][:limit]
