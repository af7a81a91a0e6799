"""Counting views: each reader once a day and post. No request, no commit."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from blog.db import db, now
from blog.posts.paths import path_key
from blog.site.queries import site
from blog.views.buffer import View
from blog.views.models import DailySalt, DailyViews, ViewSeen
from blog.views.queries import posts_by_keys, public_ids, salt_of, sighting, some_seen_before
from blog.views.seeding import SeedRow
from blog.views.visitors import same_network, visitor_name

# How many readers one network can be to one post in one day: a school, not a machine that counts.
MOST_PER_NETWORK = 50
# Views of the last minutes of a day may still wait to be counted; its salt must outlive them.
GRACE = timedelta(minutes=10)
BATCH = 500


def count_views(views: Iterable[View]) -> int:
    """Count those that are new today, of posts that readers can see; tells how many they were."""
    views = list(views)
    known = public_ids((view.post_id for view in views), now())
    named = _named([view for view in views if view.post_id in known])
    # In the order of their keys: processes that count at the same time must not wait in a circle.
    fresh = {key: _see(*key, sorted(named[key])) for key in sorted(named)}
    _add_up({key: views for key, views in fresh.items() if views})
    return sum(fresh.values())


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
                sums[row.day or _day_of(at), post_id] += row.views
    _write_sums(sums)
    return missing


def forget_seen(limit: int) -> int:
    """Forget a batch of the visitors of past days; tells how many."""
    key = tuple_(ViewSeen.day, ViewSeen.post_id, ViewSeen.visitor)
    gone = db.session.execute(
        delete(ViewSeen)
        .where(key.in_(some_seen_before(first_day_kept(), limit)))
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def forget_salts() -> None:
    """Destroy the keys of past days: no name can be traced to an address any more."""
    db.session.execute(delete(DailySalt).where(DailySalt.day < first_day_kept()))


def first_day_kept() -> date:
    """The day whose visitors and salt must still be known; all before it can go."""
    return _day_of(now() - GRACE)


def _day_of(moment: datetime) -> date:
    return moment.astimezone(site().zone).date()


def _named(views: list[View]) -> dict[tuple[date, int], set[str]]:
    """Names of the visitors by day and post."""
    found: dict[tuple[date, int], set[str]] = defaultdict(set)
    salts: dict[date, str] = {}
    for view in views:
        day = _day_of(view.at)
        if day not in salts:
            salts[day] = _salt(day)
        found[day, view.post_id].add(visitor_name(salts[day], view.address, view.agent))
    return found


def _salt(day: date) -> str:
    """The day's salt; of several processes that make it at once one wins, and all read that."""
    found = salt_of(day)
    if found is None:
        fresh = insert(DailySalt).values(day=day, salt=secrets.token_hex(32))
        db.session.execute(fresh.on_conflict_do_nothing())
        found = salt_of(day)
        assert found is not None
    return found


def _see(day: date, post_id: int, visitors: list[str]) -> int:
    """Note that the day's visitors saw the post; tells how many are new."""
    rows = []
    for visitor in visitors:
        lowest, highest = same_network(visitor)
        rows.append({"day": day, "post": post_id, "visitor": visitor,
                     "lowest": lowest, "highest": highest})  # fmt: skip
    fresh = insert(ViewSeen).from_select(["day", "post_id", "visitor"], sighting(MOST_PER_NETWORK))
    noted = db.session.connection().execute(
        fresh.on_conflict_do_nothing(), rows, execution_options={"preserve_rowcount": True}
    )
    return noted.rowcount


def _add_up(fresh: dict[tuple[date, int], int]) -> None:
    if not fresh:
        return
    more = insert(DailyViews)
    db.session.connection().execute(
        more.on_conflict_do_update(
            index_elements=["post_id", "day"],
            set_={"views": DailyViews.views + more.excluded.views},
        ),
        _rows(fresh),
    )


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
        {"day": day, "post_id": post_id, "views": views}
        for (day, post_id), views in sorted(sums.items())
    ]


def insert(model: type[Any]) -> Any:
    """An insert that can say what to do where the row stands already, on either database."""
    name = db.engine.dialect.name
    return postgresql.insert(model) if name == "postgresql" else sqlite.insert(model)
