"""Reads the ranking with its views, what is left out of it, and what clearing would lose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, literal_column, select

from blog.db import db
from blog.popular.models import PopularRank
from blog.popular.queries import rankable
from blog.posts.models import Post
from blog.views.models import DailyViews

MOST_LEFT_OUT = 200


@dataclass(frozen=True)
class Lost:
    """Views that would be gone, and the first day on which there were any."""

    views: int
    first: date | None


def ranked(range_: str, at: datetime) -> list[Row[Any]]:
    """The posts of the ranking with their views, as it was made last."""
    query = (
        select(Post.id, Post.title, Post.path, Post.comments, PopularRank.views)
        .join(PopularRank, PopularRank.post_id == Post.id)
        .where(PopularRank.range == range_, rankable(at))
        .order_by(PopularRank.rank)
    )
    return list(db.session.execute(query))


def left_out() -> list[Row[Any]]:
    """Posts that an owner or editor keeps out, latest change first."""
    query = (
        select(Post.id, Post.title, Post.path, Post.status)
        .where(literal_column("NOT post.is_ranked"))  # So written, both databases use its index.
        .order_by(Post.updated_at.desc())
        .limit(MOST_LEFT_OUT)
    )
    return list(db.session.execute(query))


def to_lose(post_id: int | None = None) -> Lost:
    """What clearing would lose, of one post or of all."""
    query = select(func.coalesce(func.sum(DailyViews.views), 0), func.min(DailyViews.day))
    if post_id is not None:
        query = query.where(DailyViews.post_id == post_id)
    views, first = db.session.execute(query).one()
    return Lost(int(views), first)
