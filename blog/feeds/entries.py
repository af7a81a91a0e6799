"""Entries as every format tells them: made from rows, with ids that last and whole addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from blog.comments.policy import are_shown
from blog.db import EPOCH
from blog.hosts import absolute
from blog.templating import TAG, absolute_picture, address

_ATTRIBUTE = re.compile(r' (src|href|poster|cite)="(/(?!/)|#)')
_SOURCE_SET = re.compile(r' srcset="[^"]*"')
_LOCAL = re.compile(r'(?<=[", ])/(?!/)')  # Where an address of ours begins in a list of sources.


@dataclass(frozen=True)
class Person:
    """Who wrote an entry."""

    name: str
    address: str | None


@dataclass(frozen=True)
class Replies:
    """Where the answers to an entry are, and how many."""

    page: str
    feed: str
    count: int


@dataclass(frozen=True)
class Entry:
    """A post or a comment; without `html`, the feed's owner gives summaries only."""

    id: str
    address: str
    title: str
    html: str | None
    summary: str
    language: str | None
    published_at: datetime
    updated_at: datetime
    author: Person | None
    labels: Sequence[str] = ()
    picture: str | None = None
    replies: Replies | None = None
    answers: tuple[str, str] | None = None  # (id, address) of what a comment answers.


@dataclass(frozen=True)
class Feed:
    """One document of a feed; `total` and `start` are told where Blogger's would be."""

    id: str
    title: str
    address: str
    own_address: str
    entries: Sequence[Entry]
    next_address: str | None = None
    total: int | None = None
    start: int = 1
    size: int = 0

    @property
    def updated_at(self) -> datetime:
        return max((entry.updated_at for entry in self.entries), default=EPOCH)


def post_entry(row: Row[Any], labels: Sequence[str]) -> Entry:
    """A post, whole or, where its text was not read, as its summary."""
    place = absolute(address(row))
    return Entry(
        id=lasting_id("post", row.legacy_id, row.created_at, row.id),
        address=place,
        title=row.title,
        html=None if row.html is None else _directed(whole(row.html, place), row.direction),
        summary=row.summary,
        language=row.language,
        published_at=row.published_at,
        updated_at=max(row.updated_at, row.published_at),
        author=_writer(row),
        labels=labels,
        picture=absolute_picture(row.picture),
        replies=_replies(row, place),
    )


def comment_entry(row: Row[Any]) -> Entry:
    """A comment, with what it answers: another comment, else the post."""
    place = _comment_address(row.post_id, row.id)
    post = lasting_id("post", row.post_legacy_id, row.post_created_at, row.post_id)
    answers = (post, absolute(address(row.post_path)))
    if row.parent_id and row.parent_state == "approved":
        parent = lasting_id("comment", row.parent_legacy_id, row.parent_created_at, row.parent_id)
        answers = (parent, _comment_address(row.post_id, row.parent_id))
    return Entry(
        id=lasting_id("comment", row.legacy_id, row.created_at, row.id),
        address=place,
        title=_("%(name)s on “%(title)s”", name=row.author_name, title=row.post_title),
        html=whole(row.html, place),
        summary="",
        language=None,
        published_at=row.created_at,
        updated_at=max(row.updated_at, row.created_at),
        author=Person(row.author_name, row.author_url or None) if row.author_name else None,
        answers=answers,
    )


def lasting_id(kind: str, legacy_id: str | None, made_at: datetime, number: int) -> str:
    """The entry's id for ever: the imported one, else a `tag:` URI (RFC 4151) without its title."""
    if legacy_id:
        return legacy_id
    config = current_app.config["BLOG"]
    host, below = config.public_host.rpartition("@")[2], config.sub_path.strip("/")
    name = re.sub(r":\d+\Z", "", host)
    return f"tag:{name},{made_at:%Y-%m-%d}:{f'{below}/' if below else ''}{kind}-{number}"


def whole(html: str, place: str) -> str:
    """Stored HTML fit to stand elsewhere: each address of ours whole, anchors with their page."""
    root = absolute(f"{request.script_root}/")

    def join(tag: re.Match[str]) -> str:
        joined = _ATTRIBUTE.sub(
            lambda found: f' {found[1]}="{place + "#" if found[2] == "#" else root}', tag[0]
        )
        return _SOURCE_SET.sub(lambda found: _LOCAL.sub(lambda _start: root, found[0]), joined)

    return TAG.sub(join, html)


def _directed(html: str, direction: str) -> str:
    # A feed has no direction of its own, and few readers guess it from the language.
    return f'<div dir="rtl">{html}</div>' if direction == "rtl" else html


def _writer(row: Row[Any]) -> Person | None:
    if not row.author:
        return None
    return Person(row.author, absolute(url_for("people.show", slug=row.author_slug)))


def _replies(row: Row[Any], place: str) -> Replies | None:
    if not are_shown(row):
        return None
    feed = absolute(url_for("feeds.post_comments", post_id=row.id))
    return Replies(f"{place}#comments", feed, row.comments)


def _comment_address(post_id: int, number: int) -> str:
    return absolute(url_for("comments.show", post_id=post_id, comment_id=number))
