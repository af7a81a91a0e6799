"""Reads the owner's settings as one typed object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from sqlalchemy import and_, exists, literal, select
from sqlalchemy.orm import aliased

from blog.db import db
from blog.media.models import Media
from blog.people.models import User
from blog.posts.models import Post
from blog.posts.queries import header_pages, public
from blog.site.models import Setting


@dataclass(frozen=True)
class Site:
    """What the owner decides about the blog, with the defaults of a blog that nobody has set up.

    `logo`, `favicon` and `share_picture` are names of files in the media folder, made to measure by
    `blog.site.pictures`. `header_pages` are ids in their order, unless the header is automatic.

    `comments_hold` names which comments wait for a moderator: by people of whom fewer than
    `comments_first_count` were approved (first), with links or pictures (links), on posts older
    than `comments_old_days` days (old), or all; none where it is empty.
    """

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
    comments_hold: tuple[str, ...] = ("first",)
    comments_first_count: int = 1
    comments_old_days: int = 30
    is_filter_on: bool = True
    comments_order: str = "oldest"
    comments_per_minute: int = 10
    comments_per_hour: int = 60
    comments_per_hour_of_all: int = 300
    popular_range: str = "month"
    popular_posts: int = 3
    feed_posts: int = 25
    is_feed_full: bool = True
    is_header_automatic: bool = True
    header_pages: tuple[int, ...] = ()
    logo: str = ""
    favicon: str = ""
    share_picture: str = ""
    custom_css: str = ""
    robots_extra: str = ""
    ads_txt: str = ""
    security_contact: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


NAMES: dict[str, type] = {field.name: type(field.default) for field in fields(Site)}


def site() -> Site:
    """The settings as they stand, read once per request."""
    if "site" not in g:
        g.site = _site_of(stored_settings())
    found: Site = g.site
    return found


def read_site() -> Site:
    """The settings as they stand now, past the request's own copy."""
    return _site_of(_read())


def stored_settings() -> Mapping[str, Any]:
    """Every stored value by its name, also what is no field of Site; read once per request."""
    if "settings" not in g:
        g.settings = _read()
    found: Mapping[str, Any] = g.settings
    return found


def forget_copies() -> None:
    """Let this request read the settings anew, since it changed them."""
    g.pop("site", None)
    g.pop("settings", None)


def _read() -> dict[str, Any]:
    # What an act of the owner can be undone by is read only by the page that offers it.
    chosen = select(Setting.name, Setting.value).where(Setting.origin != "undo")
    rows: Iterable[Any] = db.session.execute(chosen)
    return dict(tuple(row) for row in rows)


def _site_of(stored: Mapping[str, Any]) -> Site:
    values: dict[str, Any] = {
        name: tuple(value) if NAMES[name] is tuple else value
        for name, value in stored.items()
        if name in NAMES
    }
    return Site(**values)


def pages_in_header(at: datetime) -> list[tuple[str, str]]:
    """(title, path) of the pages that the header leads to, in their order."""
    here = site()
    return header_pages(at) if here.is_header_automatic else _chosen(here.header_pages, at)


def _chosen(ids: Sequence[int], at: datetime) -> list[tuple[str, str]]:
    if not ids:
        return []
    rows = db.session.execute(
        select(Post.id, Post.title, Post.path).where(public(at, "page"), Post.id.in_(ids))
    )
    found = {number: (title, path) for number, title, path in rows if title and path}
    return [found[number] for number in ids if number in found]


@dataclass(frozen=True)
class Profile:
    """Who is told about: a picture, a person with the address of what they wrote, and a page."""

    picture: Media | None
    name: str
    bio: str
    slug: str | None
    page: tuple[str, str] | None


def profile(picture_id: int, person_id: int, page_id: int, at: datetime) -> Profile:
    """What there is of these three, by one query; the slug only of who has public posts."""
    nothing = select(literal(1).label("one")).subquery()
    has_posts = exists().where(Post.author_id == User.id, public(at))
    page = aliased(Post)
    row = db.session.execute(
        select(Media, User.name, User.bio, User.slug, has_posts, page.title, page.path)
        .select_from(nothing)
        .outerjoin(Media, Media.id == picture_id)
        .outerjoin(User, User.id == person_id)
        .outerjoin(
            page,
            and_(
                page.id == page_id,
                page.kind == "page",
                page.status == "published",
                page.published_at <= at,
            ),
        )
    ).one()
    picture, name, bio, slug, has_written, title, path = row
    return Profile(
        picture,
        name or "",
        bio or "",
        slug if has_written else None,
        (title, path) if path else None,
    )


def public_pages(at: datetime) -> list[tuple[int, str, str]]:
    """(id, title, path) of the public pages, oldest first."""
    rows = db.session.execute(
        select(Post.id, Post.title, Post.path)
        .where(public(at, "page"))
        .order_by(Post.published_at, Post.id)
    )
    return [(number, title, path) for number, title, path in rows if title and path]


def origins() -> dict[str, str]:
    """Who set each setting that is not at its default: owner, sample or import."""
    return {
        name: origin for name, origin in db.session.execute(select(Setting.name, Setting.origin))
    }


def has_mark(name: str) -> bool:
    """Whether something that happens once has happened to this blog, e.g. it got its samples."""
    return db.session.get(Setting, name) is not None
