"""Reads views, who was seen today, and the salt of a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Select, String, bindparam, func, select, union_all

from blog.db import db
from blog.posts.models import Alias, Post
from blog.posts.queries import public
from blog.views.models import DailySalt, DailySource, DailyViews, ReaderSeen, ViewSeen


def public_ids(ids: Iterable[int], at: datetime) -> set[int]:
    """Those of the posts that readers can see."""
    return set(db.session.scalars(select(Post.id).where(Post.id.in_(set(ids)), public(at))))


def wait_for_turn() -> None:
    """Let the processes that count views pass one at a time: so limits hold, and none waits for
    another in a circle.

    SQLite has a single writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("octavo views"))))


def hosts_of(day: date) -> set[str]:
    """The hosts that views of that day came from so far."""
    return set(db.session.scalars(select(DailySource.host).filter_by(day=day)))


def salt_of(day: date) -> str | None:
    """The key of the day's visitor names, once it is made."""
    return db.session.scalar(select(DailySalt.salt).filter_by(day=day))


def seen_of(day: date, post_id: int, visitors: Iterable[str]) -> set[str]:
    """Those of the visitors who were seen at the post that day."""
    query = select(ViewSeen.visitor).filter_by(day=day, post_id=post_id)
    return set(db.session.scalars(query.where(ViewSeen.visitor.in_(visitors))))


def sighting(most: int) -> Select[date, int, str]:
    """(day, post, visitor) as bound, or no row where that network has had its share already."""
    day, post = bindparam("day", type_=Date), bindparam("post", type_=Integer)
    seen = (
        select(func.count())
        .select_from(ViewSeen)
        .where(
            ViewSeen.day == day,
            ViewSeen.post_id == post,
            ViewSeen.visitor.between(
                bindparam("lowest", type_=String), bindparam("highest", type_=String)
            ),
        )
        .scalar_subquery()
    )
    return select(day, post, bindparam("visitor", type_=String)).where(seen < most)


def some_seen_before(day: date, limit: int) -> Select[date, int, str]:
    """Keys of a batch of visitors seen before that day."""
    return (
        select(ViewSeen.day, ViewSeen.post_id, ViewSeen.visitor)
        .where(ViewSeen.day < day)
        .limit(limit)
    )


def some_readers_before(day: date, limit: int) -> Select[date, str]:
    """Keys of a batch of readers seen before that day."""
    return select(ReaderSeen.day, ReaderSeen.visitor).where(ReaderSeen.day < day).limit(limit)


def has_past_days(day: date) -> bool:
    """Whether anything that should die with its day has outlived it."""
    seen = select(ViewSeen.day).where(ViewSeen.day < day).limit(1).subquery()
    readers = select(ReaderSeen.day).where(ReaderSeen.day < day).limit(1).subquery()
    salts = select(DailySalt.day).where(DailySalt.day < day).limit(1).subquery()
    either = union_all(*(select(found.c.day) for found in (seen, readers, salts)))
    return db.session.execute(either).first() is not None


def views_since(day: date) -> int:
    """All views from that day on."""
    return db.session.scalar(
        select(func.coalesce(func.sum(DailyViews.views), 0)).where(DailyViews.day >= day)
    ) or 0  # fmt: skip


def days_viewed() -> Select[date]:
    """The days on which any post was read."""
    return select(DailyViews.day)


def posts_by_keys(keys: list[str]) -> dict[str, tuple[int, datetime]]:
    """(number, time of publication or making) of the posts that answer to the path keys."""
    moment = func.coalesce(Post.published_at, Post.created_at, type_=Post.created_at.type)
    own = select(Post.path_key, Post.id, moment).where(Post.path_key.in_(keys))
    old = (
        select(Alias.path_key, Post.id, moment)
        .join(Post, Post.id == Alias.post_id)
        .where(Alias.path_key.in_(keys))
    )
    rows: Iterable[Any] = db.session.execute(union_all(own, old))
    return {key: (number, at) for key, number, at in rows}
