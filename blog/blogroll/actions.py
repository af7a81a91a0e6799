"""Keeping what feeds of others said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from blog.blogroll.models import FollowedFeed
from blog.blogroll.news import News
from blog.db import db

LONGEST_FEED, LONGEST_ETAG = 1000, 200


def begin(address: str, at: datetime) -> None:
    """Note that a link is asked now, whatever comes of it: it has its turn but once in a while."""
    feed = db.session.get(FollowedFeed, address)
    if feed is None:
        db.session.add(FollowedFeed(address=address, asked_at=at, fault="new"))
    else:
        feed.asked_at = at


def keep(address: str, news: News, feed: str, etag: str) -> None:
    """What its feed says is its newest post, and where that feed is."""
    row = db.session.get(FollowedFeed, address)
    if row is not None:
        row.title, row.link, row.published_at = news.title, news.link, news.published_at
        # What is longer than its column is not kept at all: cut off, it would name something else.
        row.feed = feed if len(feed) <= LONGEST_FEED else ""
        row.etag, row.fault = etag if len(etag) <= LONGEST_ETAG else "", ""


def keep_unchanged(address: str) -> None:
    """Its feed says what it said before."""
    row = db.session.get(FollowedFeed, address)
    if row is not None:
        row.fault = ""


def note_fault(address: str, fault: str) -> None:
    """It could not be read: what was known stays, and the page is asked for its feed anew."""
    row = db.session.get(FollowedFeed, address)
    if row is not None:
        row.fault, row.feed, row.etag = fault, "", ""


def forget_all_but(addresses: Collection[str]) -> None:
    """Drop what is known of links that nobody follows any more."""
    db.session.execute(delete(FollowedFeed).where(FollowedFeed.address.not_in(addresses)))
