"""Reads what the settings can be chosen from: pages for the header, pictures of the library."""

from __future__ import annotations

from sqlalchemy import select

from blog.db import db
from blog.media.models import Media
from blog.posts.models import Post

PICTURES_AT_ONCE = 24


def placeable_pages() -> list[tuple[int, str]]:
    """(id, title) of the published pages, scheduled ones included, oldest first."""
    rows = db.session.execute(
        select(Post.id, Post.title)
        .where(Post.kind == "page", Post.status == "published")
        .order_by(Post.published_at, Post.id)
    )
    return [(number, title) for number, title in rows]


def newest_pictures(before: int | None) -> list[Media]:
    """Pictures of the library, newest first, and one more where there are older ones."""
    chosen = select(Media).order_by(Media.id.desc()).limit(PICTURES_AT_ONCE + 1)
    if before is not None:
        chosen = chosen.where(Media.id < before)
    return list(db.session.scalars(chosen))
