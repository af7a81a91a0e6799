"""Reads what is popular: the ranking as it was made, and the views that it is made from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, literal, select, union_all

from blog.db import db
from blog.popular.models import PopularRank
from blog.posts.models import Post
from blog.posts.queries import Teaser, few, public
from blog.views.models import DailyViews

LAST = 1_000_000  # Stands behind every rank.
LARGEST = 2**31 - 1  # What the ranking has room for, whatever sum was brought from elsewhere.


def rankable(at: datetime) -> ColumnElement[bool]:
    """What can be among the popular posts: what readers may see and nobody left out."""
    return and_(public(at), Post.is_ranked)


def ranking(range_: str, limit: int, at: datetime, *, without: int | None = None) -> list[Teaser]:
    """The most popular posts of a range but for one, as many as asked wherever there are.

    Where the ranking holds too few (it is not made yet, or posts were taken down since), the newest
    posts follow.
    """
    ranked = (
        select(PopularRank.post_id.label("id"), PopularRank.rank.label("rank"))
        .join(Post, Post.id == PopularRank.post_id)
        .where(PopularRank.range == range_, rankable(at))
        .order_by(PopularRank.rank)
        .limit(limit + 1)
        .subquery()
    )
    newest = (
        select(Post.id, literal(LAST).label("rank"))
        .where(rankable(at))
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(limit + 1)
        .subquery()
    )
    either = union_all(select(ranked), select(newest)).subquery()
    chosen = (
        select(either.c.id, func.min(either.c.rank).label("rank")).group_by(either.c.id).subquery()
    )
    # One more is taken, so that as many are left without the post that the list stands on.
    found = few(chosen, chosen.c.rank)
    return [post for post in found if post.id != without][:limit]


def most_viewed(first: date | None, last: date, limit: int, at: datetime) -> list[tuple[int, int]]:
    """(post, views) of the public posts with most views in those days; the newer of equals first.

    Without a first day it is of all days.
    """
    views = select(DailyViews.post_id, func.sum(DailyViews.views).label("views")).group_by(
        DailyViews.post_id
    )
    if first:
        views = views.where(DailyViews.day.between(first, last))
    total = views.subquery()
    rows = db.session.execute(
        select(Post.id, total.c.views)
        .join(total, total.c.post_id == Post.id)
        .where(rankable(at), total.c.views > 0)
        .order_by(total.c.views.desc(), Post.published_at.desc(), Post.id.desc())
        .limit(limit)
    )
    return [(post, min(int(views), LARGEST)) for post, views in rows]


def most_discussed(limit: int, at: datetime) -> list[int]:
    """Public posts by their comments; the newer of equals first."""
    return list(
        db.session.scalars(
            select(Post.id)
            .where(rankable(at))
            .order_by(Post.comments.desc(), Post.published_at.desc(), Post.id.desc())
            .limit(limit)
        )
    )


def stored_ranking() -> dict[str, list[tuple[int, int]]]:
    """(post, views) of every range, in order, as last written."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row in db.session.execute(
        select(PopularRank.range, PopularRank.post_id, PopularRank.views).order_by(
            PopularRank.range, PopularRank.rank
        )
    ):
        found.setdefault(row.range, []).append((row.post_id, row.views))
    return found


def existing(ids: Collection[int]) -> set[int]:
    """Those of the numbers that are still posts, none of which can be deleted meanwhile.

    Whoever deletes a post holds it and then wants the rows that go with it. Whoever writes such
    rows asks here first, so that the two never wait for each other.
    """
    held = select(Post.id).where(Post.id.in_(ids)).order_by(Post.id)
    return set(db.session.scalars(held.with_for_update(read=True, key_share=True)))
