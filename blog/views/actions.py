"""What becomes of views that are counted: set from elsewhere, cleared, forgotten. No commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, tuple_

from blog.db import db, insert, now
from blog.posts.models import Post
from blog.posts.paths import path_key
from blog.site.queries import site
from blog.views.models import (
    DailyDevice,
    DailyReaders,
    DailySalt,
    DailySource,
    DailyViews,
    ReaderSeen,
    ViewSeen,
)
from blog.views.queries import (
    days_viewed,
    posts_by_keys,
    some_readers_before,
    some_seen_before,
    wait_for_turn,
)
from blog.views.seeding import MOST_VIEWS, SeedRow

# Views of the last minutes of a day may still wait to be counted; its salt must outlive them.
GRACE = timedelta(minutes=10)
BATCH = 500
UNWATCHED = {"synchronize_session": False}


def seed_views(rows: Iterable[SeedRow]) -> list[str]:
    """Set the views that were counted elsewhere; returns the addresses that no post answers to.

    Rows of the same post and day are added up. Rows without a day go to the day on which the post
    was published. What stood there before is replaced, so that a second run changes nothing.
    """
    by_key: dict[str, list[SeedRow]] = defaultdict(list)
    for row in rows:
        by_key[path_key(row.path)].append(row)
    keys, sums = list(by_key), defaultdict[tuple[date, int], int](int)
    missing = []
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        found = posts_by_keys(batch)
        missing += [row.path for key in batch if key not in found for row in by_key[key][:1]]
        for key, (post_id, at) in found.items():
            for row in by_key[key]:
                sums[row.day or day_of(at), post_id] += row.views
    _write_sums(sums)
    return missing


def clear_views(post: Post) -> bool:
    """Let the post begin at none, if it had any; who was counted today is not counted again."""
    wait_for_turn()
    views = delete(DailyViews).filter_by(post_id=post.id)
    done = db.session.execute(views, execution_options=UNWATCHED)
    return bool(done.rowcount)  # type: ignore[attr-defined]


def clear_all_views() -> None:
    """Let the whole blog begin at none: views, where they came from, on what, and readers."""
    wait_for_turn()
    for model in (DailyViews, DailySource, DailyDevice, DailyReaders):
        db.session.execute(delete(model), execution_options=UNWATCHED)


def forget_days_without_views() -> None:
    """Forget what else is told of days on which no post that is left was read."""
    for model in (DailySource, DailyDevice, DailyReaders):
        unread = delete(model).where(model.day.not_in(days_viewed()))
        db.session.execute(unread, execution_options=UNWATCHED)


def forget_seen(limit: int) -> bool:
    """Forget a batch of the visitors of past days; tells whether there may be more."""
    first = first_day_kept()
    seen = tuple_(ViewSeen.day, ViewSeen.post_id, ViewSeen.visitor)
    readers = tuple_(ReaderSeen.day, ReaderSeen.visitor)
    past = (
        delete(ViewSeen).where(seen.in_(some_seen_before(first, limit))),
        delete(ReaderSeen).where(readers.in_(some_readers_before(first, limit))),
    )
    gone = [db.session.execute(rows, execution_options=UNWATCHED) for rows in past]
    return any(rows.rowcount == limit for rows in gone)  # type: ignore[attr-defined]


def forget_salts() -> None:
    """Destroy the keys of past days: no name can be traced to an address any more."""
    db.session.execute(delete(DailySalt).where(DailySalt.day < first_day_kept()))


def first_day_kept() -> date:
    """The day whose visitors and salt must still be known; all before it can go."""
    return day_of(now() - GRACE)


def day_of(moment: datetime) -> date:
    """The day of the blog's time zone in which that moment lies."""
    return moment.astimezone(site().zone).date()


def _write_sums(sums: dict[tuple[date, int], int]) -> None:
    if not sums:
        return
    put = insert(DailyViews)
    db.session.connection().execute(
        put.on_conflict_do_update(
            index_elements=["post_id", "day"], set_={"views": put.excluded.views}
        ),
        _rows(sums),
    )


def _rows(sums: dict[tuple[date, int], int]) -> list[dict[str, Any]]:
    return [
        {"day": day, "post_id": post_id, "views": min(views, MOST_VIEWS)}
        for (day, post_id), views in sorted(sums.items())
    ]
