"""Reads how many posts each month holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import literal, null, select, type_coerce, union_all

from blog.db import UtcDateTime, db
from blog.posts.models import Month, Post
from blog.posts.queries import uncounted


def months(at: datetime, zone: ZoneInfo) -> list[tuple[int, int, int]]:
    """(year, month, posts) of every month with public posts, newest first, by one query."""
    # The first SELECT of a UNION gives the columns their types.
    no_moment = type_coerce(null(), UtcDateTime).label("due")
    counted = select(Month.year, Month.month, Month.posts, no_moment).where(Month.posts > 0)
    due = select(literal(0), literal(0), literal(1), Post.published_at).where(
        uncounted(at), Post.kind == "post"
    )
    counts: Counter[tuple[int, int]] = Counter()
    rows: Iterable[Any] = db.session.execute(union_all(counted, due))
    for year, month, posts, moment in rows:
        counts[_month_of(moment, zone) if moment else (year, month)] += posts
    return [(*month, posts) for month, posts in sorted(counts.items(), reverse=True)]


def _month_of(moment: datetime, zone: ZoneInfo) -> tuple[int, int]:
    local = moment.astimezone(zone)
    return local.year, local.month
