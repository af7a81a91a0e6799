"""Reads statistics: sums by day, bounded by the span that is asked for; one statement a part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, select

from blog.admin.statistics.spans import Stretch
from blog.comments.models import Comment
from blog.db import db
from blog.posts.models import Post
from blog.views.models import DailyDevice, DailyReaders, DailySource, DailyViews

Sums = dict[date, int]
T = TypeVar("T")


@dataclass(frozen=True)
class Share:
    """A host or a kind of device, its views, and how many views all of them had together."""

    name: str
    views: int
    of: int

    @property
    def part(self) -> float:
        return self.views / self.of if self.of else 0.0


def begun(zone: ZoneInfo) -> date | None:
    """The first day that there is anything to tell of."""
    return _begun(select(func.min(DailyViews.day)), _first_comment(), zone)


def begun_of(post_id: int, zone: ZoneInfo) -> date | None:
    """The first day that there is anything to tell of that post."""
    viewed = select(func.min(DailyViews.day)).where(DailyViews.post_id == post_id)
    return _begun(viewed, _first_comment().where(Comment.post_id == post_id), zone)


def views(days: Stretch) -> Sums:
    """Views of all posts by day; days without any are left out."""
    query = select(DailyViews.day, func.sum(DailyViews.views)).group_by(DailyViews.day)
    return _sums(query.where(_within(DailyViews.day, days)))


def views_of(post_id: int, days: Stretch) -> Sums:
    """Views of one post by day."""
    query = select(DailyViews.day, DailyViews.views).filter_by(post_id=post_id)
    return _sums(query.where(_within(DailyViews.day, days)))


def views_ever(post_id: int) -> tuple[int, date | None]:
    """How often a post was read in all, and the first day of that."""
    query = select(func.sum(DailyViews.views), func.min(DailyViews.day)).filter_by(post_id=post_id)
    total, first = db.session.execute(query).one()
    return int(total or 0), first


def readers(days: Stretch) -> Sums:
    """Readers of the whole blog by day."""
    query = select(DailyReaders.day, DailyReaders.readers)
    return _sums(query.where(_within(DailyReaders.day, days)))


def comments(stretches: Sequence[Stretch], zone: ZoneInfo, post_id: int | None = None) -> list[int]:
    """How many approved comments were written in each of the stretches, no more than a chart has.

    Each is counted within the index, however many they are.
    """
    counts = [
        _within_moments(select(func.count()), stretch, zone, post_id).scalar_subquery()
        for stretch in stretches
    ]
    return list(db.session.execute(select(*counts)).one())


def comments_by_day(days: Stretch, zone: ZoneInfo) -> Sums:
    """Approved comments by day; days without any are left out."""
    # SQLite knows no time zones, so that both tell moments, and the days are ours.
    written = _within_moments(select(Comment.created_at), days, zone)
    return Counter(moment.astimezone(zone).date() for moment in db.session.scalars(written))


def most_viewed(days: Stretch, limit: int) -> list[Row[Any]]:
    """Posts by their views in those days, with all their comments; the newer of equals first."""
    total = (
        select(DailyViews.post_id, func.sum(DailyViews.views).label("views"))
        .where(_within(DailyViews.day, days))
        .group_by(DailyViews.post_id)
        .subquery()
    )
    query = (
        select(Post.id, Post.title, Post.path, Post.published_at, Post.comments, total.c.views)
        .join(total, total.c.post_id == Post.id)
        .where(total.c.views > 0)
        .order_by(total.c.views.desc(), Post.published_at.desc().nulls_last(), Post.id.desc())
    )
    return list(db.session.execute(query.limit(limit)))


def sources(days: Stretch, limit: int) -> list[Share]:
    """Hosts that led here by their views; "" is no host."""
    return _shares(DailySource.host, DailySource.views, _within(DailySource.day, days), limit)


def devices(days: Stretch) -> list[Share]:
    """Kinds of devices by their views."""
    return _shares(DailyDevice.device, DailyDevice.views, _within(DailyDevice.day, days))


def _shares(
    name: Any, number: Any, condition: ColumnElement[bool], limit: int | None = None
) -> list[Share]:
    total = func.sum(number)
    query = (
        select(name, total, func.sum(total).over())
        .where(condition)
        .group_by(name)
        .order_by(total.desc(), name)
    )
    rows = db.session.execute(query.limit(limit))
    return [Share(called, int(views), int(of)) for called, views, of in rows]


def _begun(viewed: Select[Any], answered: Select[Any], zone: ZoneInfo) -> date | None:
    query = select(viewed.scalar_subquery(), answered.scalar_subquery())
    day, moment = db.session.execute(query).one()
    found = [day, moment and moment.astimezone(zone).date()]
    return min(filter(None, found), default=None)


def _first_comment() -> Select[Any]:
    return select(func.min(Comment.created_at)).where(Comment.state == "approved")


def _within_moments(
    query: Select[T], stretch: Stretch, zone: ZoneInfo, post_id: int | None = None
) -> Select[T]:
    first, end = stretch.moments(zone)
    query = query.where(
        Comment.state == "approved", Comment.created_at >= first, Comment.created_at < end
    )
    return query if post_id is None else query.where(Comment.post_id == post_id)


def _sums(query: Select[*tuple[Any, ...]]) -> Sums:
    return {day: int(number) for day, number in db.session.execute(query)}


def _within(column: Any, days: Stretch) -> ColumnElement[bool]:
    within: ColumnElement[bool] = column.between(days.first, days.last)
    return within
