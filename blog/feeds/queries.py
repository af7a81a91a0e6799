"""Reads what feeds and the sitemap tell: rows of posts and comments, and where each begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    false,
    func,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from blog.comments.models import Comment
from blog.cursor import Cursor
from blog.db import db
from blog.labels.models import Label
from blog.people.models import User
from blog.posts.models import Post
from blog.posts.queries import carrying, public
from blog.site.queries import site

# The protocol allows 50,000; smaller pages are renewed and read sooner.
SITEMAP_SIZE = 5_000
# A document holds no more entries once their texts are so long, and the next goes on behind them.
MOST_LETTERS = 4_000_000
# So few long texts are read at a time that what no document has room for is never in memory.
PORTION = 25


@dataclass(frozen=True)
class Window:
    """The stretch of a feed that is asked for: by cursor, or by number as Blogger counts."""

    size: int
    before: Cursor | None = None
    is_numbered: bool = False
    start: int = 1
    is_by_update: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Stretch:
    """The rows that one document has room for, and whether more follow.

    `total` counts the whole feed where entries are numbered and any was met.
    """

    rows: Sequence[Row[Any]]
    has_more: bool
    total: int | None


def posts(
    at: datetime,
    window: Window,
    kind: str = "post",
    labels: Sequence[Label] = (),
    *,
    is_full: bool = True,
) -> Stretch:
    """Public posts with their authors, newest first; without their texts unless it `is_full`."""
    moment = Post.updated_at if window.is_by_update else Post.published_at
    # Found by an index alone: a long text is read only for the posts that are told.
    chosen = _chosen(select(Post.id).where(*_asked(at, window, kind, labels)), moment, window)
    query = (
        select(
            Post.id, Post.title, Post.path, Post.html if is_full else null().label("html"),
            Post.summary, Post.language, Post.direction, Post.picture, Post.published_at,
            Post.updated_at, Post.created_at, Post.comments, Post.comments_policy, Post.legacy_id,
            User.name.label("author"), User.slug.label("author_slug"),
        )
        .join(chosen, chosen.c.id == Post.id)
        .outerjoin(User, User.id == Post.author_id)
        .order_by(moment.desc(), Post.id.desc())
    )  # fmt: skip
    return _told(query, _post_count(at, window, kind, labels), window)


def total_posts(
    at: datetime, window: Window, kind: str = "post", labels: Sequence[Label] = ()
) -> int:
    """How many posts the whole feed has."""
    return db.session.scalar(_post_count(at, window, kind, labels)) or 0


def comments(at: datetime, window: Window, post: Post | None = None) -> Stretch:
    """Approved comments with what they answer, in the same way."""
    chosen = _chosen(_said(select(Comment.id), at, window, post), Comment.created_at, window)
    parent = aliased(Comment)
    query = (
        select(
            Comment.id, Comment.html, Comment.author_name, Comment.author_url, Comment.created_at,
            Comment.updated_at, Comment.legacy_id, Comment.post_id,
            Post.title.label("post_title"), Post.path.label("post_path"),
            Post.legacy_id.label("post_legacy_id"), Post.created_at.label("post_created_at"),
            Post.language, Post.direction,
            parent.id.label("parent_id"), parent.legacy_id.label("parent_legacy_id"),
            parent.created_at.label("parent_created_at"), parent.state.label("parent_state"),
        )
        .join(chosen, chosen.c.id == Comment.id)
        .join(Post, Post.id == Comment.post_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .order_by(Comment.created_at.desc(), Comment.id.desc())
    )  # fmt: skip
    return _told(query, _comment_count(at, window, post), window)


def total_comments(at: datetime, window: Window, post: Post | None = None) -> int:
    """How many comments the whole feed has."""
    return db.session.scalar(_comment_count(at, window, post)) or 0


def sitemap_parts(at: datetime) -> list[tuple[int, datetime]]:
    """(number, latest change) of every part of the sitemap that holds a post."""
    number = (Post.id - 1) // SITEMAP_SIZE + 1
    rows = db.session.execute(
        select(number, func.max(Post.updated_at), func.max(Post.published_at))
        .where(_public_by_change(at))
        .group_by(number)
        .order_by(number)
    )
    return [(part, max(updated, published or updated)) for part, updated, published in rows]


def sitemap_posts(at: datetime, part: int) -> list[tuple[str, datetime]]:
    """(path, latest change) of the public posts of one part, a range of ids."""
    last = part * SITEMAP_SIZE
    return _changed(at, "post", Post.id > last - SITEMAP_SIZE, Post.id <= last)


def sitemap_pages(at: datetime) -> list[tuple[str, datetime]]:
    """(path, latest change) of the public pages."""
    return _changed(at, "page")


def latest_change(at: datetime) -> datetime | None:
    """When the newest public post appeared."""
    return db.session.scalar(select(func.max(Post.published_at)).where(public(at)))


def _told(query: Select[*tuple[Any, ...]], count: Select[int], window: Window) -> Stretch:
    if window.is_numbered:
        query = query.add_columns(count.scalar_subquery().label("total"))
    rows: list[Row[Any]] = []
    total, letters = None, 0
    with db.session.execute(query, execution_options={"yield_per": PORTION}) as found:
        for row in found:
            total = row.total if window.is_numbered else None
            if len(rows) == window.size or letters > MOST_LETTERS:
                return Stretch(rows, bool(rows), total)
            rows.append(row)
            letters += len(row.html or "")
    return Stretch(rows, False, total)


def _post_count(at: datetime, window: Window, kind: str, labels: Sequence[Label]) -> Select[int]:
    return select(func.count(Post.id)).where(*_asked(at, window, kind, labels))


def _comment_count(at: datetime, window: Window, post: Post | None) -> Select[int]:
    return _said(select(func.count(Comment.id)), at, window, post)


def _asked(
    at: datetime, window: Window, kind: str, labels: Sequence[Label]
) -> list[ColumnElement[bool]]:
    seen = _public_by_change(at, kind) if window.is_by_update else public(at, kind)
    return [seen, *carrying(labels), *_span(Post.published_at, window)]


def _said(query: Select[Any], at: datetime, window: Window, post: Post | None) -> Select[Any]:
    query = query.join(Post, Post.id == Comment.post_id).where(
        Comment.state == "approved",
        or_(public(at), public(at, "page")),
        Post.comments_policy != "hidden",
        *([false()] if site().comments == "hidden" else []),
        *_span(Comment.created_at, window),
    )
    return query.where(Comment.post_id == post.id) if post else query


def _span(moment: InstrumentedAttribute[Any], window: Window) -> list[ColumnElement[bool]]:
    found = []
    if window.since:
        found.append(moment >= window.since)
    if window.until:
        found.append(moment < window.until)
    return found


def _chosen(query: Select[Any], moment: InstrumentedAttribute[Any], window: Window) -> Subquery:
    row = moment.class_.id
    query = query.order_by(moment.desc(), row.desc()).limit(window.size + 1)
    if window.before:
        query = query.where(tuple_(moment, row) < tuple_(window.before.at, window.before.id))
    return query.offset(window.start - 1).subquery()


def _changed(
    at: datetime, kind: str, *conditions: ColumnElement[bool]
) -> list[tuple[str, datetime]]:
    # Moments from an index, paths from the rows' beginnings: no long text is passed over.
    moments = {
        number: max(updated, published or updated)
        for number, updated, published in db.session.execute(
            select(Post.id, Post.updated_at, Post.published_at).where(
                _public_by_change(at, kind), *conditions
            )
        )
    }
    paths = db.session.execute(
        select(Post.id, Post.path).where(Post.kind == kind, *conditions).order_by(Post.id)
    )
    found = [(path, moments[number]) for number, path in paths if path and number in moments]
    return found[:SITEMAP_SIZE]


def _public_by_change(at: datetime, kind: str = "post") -> ColumnElement[bool]:
    """What readers may see, said so that the index by change answers alone.

    A plain comparison would lead SQLite to the index by publication, and from there to each row.
    """
    appeared = func.coalesce(Post.published_at, Post.updated_at)
    return and_(Post.kind == kind, Post.status == "published", appeared <= at)
