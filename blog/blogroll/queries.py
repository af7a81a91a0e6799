"""Reads which links are followed, and what is known of their feeds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from blog.blogroll.lines import LineRefused, links
from blog.blogroll.models import FollowedFeed
from blog.db import db
from blog.widgets.queries import placements

PAUSE = timedelta(hours=3)


def followed_addresses() -> list[str]:
    """The links of which a placed widget shows the newest post."""
    found: dict[str, None] = {}
    for one in placements():
        if one.kind == "links" and one.settings.get("has_newest"):
            found |= dict.fromkeys(_addresses(one.settings.get("links", "")))
    return list(found)


def feeds(addresses: Collection[str]) -> Mapping[str, FollowedFeed]:
    """What is known of those links, by their addresses; nothing of what was never asked."""
    query = select(FollowedFeed).where(FollowedFeed.address.in_(addresses))
    return {feed.address: feed for feed in db.session.scalars(query)}


def next_due(addresses: Collection[str], at: datetime) -> str | None:
    """The link that was asked longest ago, or never; None while all were asked lately."""
    known = {
        address: feed.asked_at or datetime.min.replace(tzinfo=at.tzinfo)
        for address, feed in feeds(addresses).items()
    }
    never = [address for address in addresses if address not in known]
    due = [address for address, asked in known.items() if asked <= at - PAUSE]
    return next(iter(never), None) or min(due, key=lambda address: known[address], default=None)


def has_left_over(addresses: Collection[str]) -> bool:
    """Whether feeds are kept that nobody follows any more."""
    query = select(FollowedFeed.address).where(FollowedFeed.address.not_in(addresses)).limit(1)
    return db.session.scalar(query) is not None


def _addresses(text: str) -> list[str]:
    try:
        return [link.address for link in links(text)]
    except LineRefused:
        return []
