"""Reads the owner's settings as one typed object."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from sqlalchemy import select

from blog.db import db
from blog.site.models import Setting


@dataclass(frozen=True)
class Site:
    """What the owner decides about the blog, with the defaults of a blog that nobody has set up."""

    title: str = "My blog"
    tagline: str = ""
    description: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    post_pattern: str = "/{year}/{month}/{slug}.html"
    page_pattern: str = "/p/{slug}.html"
    posts_per_page: int = 10
    accent_hue: int = 28
    is_indexed: bool = True
    comments: str = "open"
    comment_depth: int = 4
    threads_per_page: int = 50
    comments_per_minute: int = 10
    comments_per_hour: int = 60
    popular_range: str = "month"
    popular_posts: int = 3
    feed_posts: int = 25
    is_feed_full: bool = True

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


NAMES = {field.name: type(field.default) for field in fields(Site)}


def site() -> Site:
    """The settings as they stand, read once per request."""
    if "site" not in g:
        g.site = read_site()
    found: Site = g.site
    return found


def read_site() -> Site:
    """The settings as they stand now, past the request's own copy."""
    rows = db.session.execute(select(Setting.name, Setting.value))
    values: dict[str, Any] = {name: value for name, value in rows if name in NAMES}
    return Site(**values)


def origins() -> dict[str, str]:
    """Who set each setting that is not at its default: owner, sample or import."""
    return {
        name: origin for name, origin in db.session.execute(select(Setting.name, Setting.origin))
    }


def has_mark(name: str) -> bool:
    """Whether something that happens once has happened to this blog, e.g. it got its samples."""
    return db.session.get(Setting, name) is not None
