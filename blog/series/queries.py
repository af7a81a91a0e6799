"""Reads what stands around a post: its labels, the posts beside it, the parts of its series."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_, union_all
from sqlalchemy.sql.expression import CTE

from blog.cursor import Cursor
from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.posts.models import Post
from blog.posts.queries import Page, Teaser, carrying, public, teasers, with_labels

# So many parts before and after the post's own are listed; the label's page lists all.
PARTS_AROUND = 25
# To number its parts, all are counted for each page of one. A label with more is too long for that:
# its posts stand between the next ones of the blog, and its own page lists them from the first on.
MOST_PARTS = 5_000


@dataclass(frozen=True)
class Beside:
    """A post that a link leads to; `number` is its place in the series, 0 outside of any."""

    path: str
    title: str
    number: int = 0


@dataclass(frozen=True)
class Series:
    """A label whose public posts are parts, as the part of that number sees it.

    `parts` are those around it, itself included: all of them where they are few.
    """

    name: str
    slug: str
    number: int
    total: int
    parts: tuple[Beside, ...]

    def part(self, number: int) -> Beside | None:
        """The part of that number, if it is among those around."""
        return next((part for part in self.parts if part.number == number), None)


@dataclass(frozen=True)
class Surroundings:
    """A post's labels as (slug, name), the series that it is in, and the posts beside it.

    Within a series those are the parts before and after it. Where it has none on that side, and
    outside of any series, they are the next older and newer post of the blog.
    """

    labels: tuple[tuple[str, str], ...] = ()
    series: tuple[Series, ...] = ()
    older: Beside | None = None
    newer: Beside | None = None


def surroundings(post: Post, at: datetime) -> Surroundings:
    """What stands around a post that is public at that moment, by one query."""
    rows = union_all(_labels(post), _older(post, at), _newer(post, at), _parts(post, at)).subquery()
    order = rows.c.role, rows.c.name, rows.c.slug, rows.c.number
    found = {
        role: list(some)
        for role, some in groupby(db.session.execute(select(rows).order_by(*order)), _role)
    }
    series = tuple(_series(found.get("part", ())))
    first = series[0] if series else None
    return Surroundings(
        labels=tuple((row.slug, row.name) for row in found.get("label", ())),
        series=series,
        older=(first and first.part(first.number - 1)) or _beside(found.get("older")),
        newer=(first and first.part(first.number + 1)) or _beside(found.get("newer")),
    )


def parts(label: Label, limit: int, at: datetime, *, after: Cursor | None = None) -> Page:
    """The posts of a series from its first part on, or those after a cursor."""
    order = Post.published_at, Post.id
    chosen = select(Post.id).where(public(at), *carrying([label])).order_by(*order).limit(limit + 1)
    if after:
        later = _moment() > tuple_(after.at, after.id)
        chosen = chosen.where(Post.published_at >= after.at, later)
    ids = chosen.subquery()
    rows = db.session.execute(teasers(at).join(ids, ids.c.id == Post.id).order_by(*order))
    found = [Teaser(**row._mapping) for row in rows]
    posts = with_labels(found[:limit])
    return Page(posts, older=None, later=posts[-1].cursor if len(found) > limit else None)


def _labels(post: Post) -> Select[Any]:
    row = _row("label", slug=Label.slug, name=Label.name)
    return row.join(PostLabel, PostLabel.label_id == Label.id).where(PostLabel.post_id == post.id)


def _older(post: Post, at: datetime) -> Select[Any]:
    # SQLite begins at one bound alone: the nearer one.
    seen = public(min(at, post.published_at or at))
    order = Post.published_at.desc(), Post.id.desc()
    return _one("older", and_(seen, _moment() < _moment_of(post)), order)


def _newer(post: Post, at: datetime) -> Select[Any]:
    seen = and_(public(at), Post.published_at >= post.published_at)
    return _one("newer", and_(seen, _moment() > _moment_of(post)), (Post.published_at, Post.id))


def _one(role: str, condition: ColumnElement[bool], order: tuple[Any, ...]) -> Select[Any]:
    # A subquery, since a part of a union may have no order of its own.
    found = select(Post.id).where(condition).order_by(*order).limit(1)
    return _row(role, path=Post.path, title=Post.title).where(Post.id == found.scalar_subquery())


def _parts(post: Post, at: datetime) -> Select[Any]:
    """The parts around the post in each series that it is in, with their numbers."""
    numbered = _numbered(post, at)
    own = numbered.alias()
    around = numbered.c.number.between(own.c.number - PARTS_AROUND, own.c.number + PARTS_AROUND)
    return (
        _row(
            "part", slug=Label.slug, name=Label.name, number=numbered.c.number,
            own=own.c.number, total=numbered.c.total, path=Post.path, title=Post.title,
        )
        .join(own, and_(own.c.label_id == numbered.c.label_id, own.c.id == post.id, around))
        .join(Label, Label.id == numbered.c.label_id)
        .join(Post, Post.id == numbered.c.id)
    )  # fmt: skip


def _numbered(post: Post, at: datetime) -> CTE:
    """The public posts of the post's series, numbered in the order of their publication."""
    own = (
        select(PostLabel.label_id)
        .join(Label, Label.id == PostLabel.label_id)
        .where(PostLabel.post_id == post.id, Label.is_series, Label.posts <= MOST_PARTS)
    )
    label, order = PostLabel.label_id, (Post.published_at, Post.id)
    return (
        select(
            PostLabel.label_id,
            Post.id,
            func.row_number().over(partition_by=label, order_by=order).label("number"),
            func.count().over(partition_by=label).label("total"),
        )
        .join(Post, Post.id == PostLabel.post_id)
        .where(public(at), PostLabel.label_id.in_(own))
        .cte()
    )


def _row(role: str, **columns: Any) -> Select[Any]:
    """One shape for every role, so that one statement can ask for all."""
    empty: dict[str, Any] = {
        "slug": literal(""), "name": literal(""), "number": literal(0), "own": literal(0),
        "total": literal(0), "path": literal(""), "title": literal(""),
    }  # fmt: skip
    wanted = (column.label(name) for name, column in {**empty, **columns}.items())
    return select(literal(role).label("role"), *wanted)


def _series(rows: Iterable[Any]) -> Iterable[Series]:
    for (name, slug), some in groupby(rows, lambda row: (row.name, row.slug)):
        around = list(some)
        beside = (Beside(row.path, row.title, row.number) for row in around)
        yield Series(name, slug, around[0].own, around[0].total, tuple(beside))


def _beside(rows: list[Any] | None) -> Beside | None:
    return Beside(rows[0].path, rows[0].title) if rows else None


def _role(row: Any) -> str:
    return str(row.role)


def _moment() -> Any:
    return tuple_(Post.published_at, Post.id)


def _moment_of(post: Post) -> Any:
    return tuple_(post.published_at, post.id)
