"""Counting views: each reader once a day and post. No request, no commit."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from blog.db import db, insert, now
from blog.views.actions import day_of
from blog.views.buffer import View
from blog.views.devices import device_of
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
    hosts_of,
    public_ids,
    salt_of,
    seen_of,
    sighting,
    wait_for_turn,
)
from blog.views.sources import OTHER
from blog.views.visitors import same_network, visitor_name

# How many readers one network can be to one post in one day: a school, not a machine that counts.
MOST_PER_NETWORK = 50
# Whoever sends false referrers fills a day with so many hosts, and no table.
MOST_HOSTS = 500
# Databases tell how many rows an INSERT made only where they are asked.
COUNTED = {"preserve_rowcount": True}


def count_views(views: Iterable[View]) -> int:
    """Count those that are new today, of posts that readers can see; tells how many they were.

    What is counted of a view besides its post (where from, on what) goes along with it, so all the
    numbers of a day tell of the same views.
    """
    wait_for_turn()
    views = list(views)
    known = public_ids((view.post_id for view in views), now())
    by_day: dict[date, list[View]] = defaultdict(list)
    for view in views:
        if view.post_id in known:
            by_day[day_of(view.at)].append(view)
    return sum(_count(day, by_day[day]) for day in sorted(by_day))


def _count(day: date, views: list[View]) -> int:
    salt = _salt(day)
    named: dict[int, dict[str, View]] = defaultdict(dict)
    for view in views:
        named[view.post_id].setdefault(visitor_name(salt, view.address, view.agent), view)
    fresh = {
        (post_id, visitor): named[post_id][visitor]
        for post_id in sorted(named)
        for visitor in _note(day, post_id, set(named[post_id]))
    }
    if fresh:
        _add_up(DailyViews, day, "post_id", Counter(post_id for post_id, _visitor in fresh))
        _add_up(DailySource, day, "host", _by_host(day, fresh.values()))
        _add_up(DailyDevice, day, "device", Counter(device_of(v.agent) for v in fresh.values()))
        _add_readers(day, {visitor for _post_id, visitor in fresh})
    return len(fresh)


def _salt(day: date) -> str:
    """The day's salt; it is made with the day's first view, and all processes read that one."""
    found = salt_of(day)
    if found is None:
        found = secrets.token_hex(32)
        db.session.execute(insert(DailySalt).values(day=day, salt=found))
    return found


def _note(day: date, post_id: int, visitors: set[str]) -> set[str]:
    """Note that the visitors saw the post; returns those who are new, if their network may be."""
    known = seen_of(day, post_id, visitors) if len(visitors) > 1 else set()
    rows = []
    for visitor in sorted(visitors - known):
        lowest, highest = same_network(visitor)
        rows.append({"day": day, "post": post_id, "visitor": visitor,
                     "lowest": lowest, "highest": highest})  # fmt: skip
    if not rows:
        return set()
    fresh = insert(ViewSeen).from_select(["day", "post_id", "visitor"], sighting(MOST_PER_NETWORK))
    done = db.session.connection().execute(
        fresh.on_conflict_do_nothing(), rows, execution_options=COUNTED
    )
    if done.rowcount in (0, len(rows)):
        return visitors - known if done.rowcount else set()
    return seen_of(day, post_id, visitors) - known  # A network had its share.


def _by_host(day: date, views: Iterable[View]) -> Counter[str]:
    """How many views came from each host; the blog's own pages are no source."""
    told = Counter(view.source for view in views if view.source is not None)
    known = hosts_of(day)
    found: Counter[str] = Counter()
    for host, views_of_it in told.most_common():
        if host and host not in known and len(known) >= MOST_HOSTS:
            host = OTHER
        elif host:
            known.add(host)
        found[host] += views_of_it
    return found


def _add_readers(day: date, visitors: set[str]) -> None:
    rows = [{"day": day, "visitor": visitor} for visitor in sorted(visitors)]
    noted = insert(ReaderSeen).on_conflict_do_nothing()
    done = db.session.connection().execute(noted, rows, execution_options=COUNTED)
    if done.rowcount:
        more = insert(DailyReaders).values(day=day, readers=done.rowcount)
        total = DailyReaders.readers + more.excluded.readers
        db.session.execute(
            more.on_conflict_do_update(index_elements=["day"], set_={"readers": total})
        )


def _add_up(model: type[Any], day: date, name: str, sums: Counter[Any]) -> None:
    """Add the views to the day's rows, which `name` tells apart."""
    rows = [{"day": day, name: key, "views": views} for key, views in sorted(sums.items())]
    more = insert(model)
    total = model.views + more.excluded.views
    if rows:
        db.session.connection().execute(
            more.on_conflict_do_update(index_elements=["day", name], set_={"views": total}), rows
        )
