"""Reads labels and how many public posts carry each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.posts.models import Post


@dataclass(frozen=True)
class LabelCount:
    """A label and how many public posts carry it."""

    name: str
    slug: str
    posts: int


def counts(at: datetime) -> list[LabelCount]:
    """Every label with public posts, by name: stored counts plus the posts that just fell due."""
    due = (
        select(PostLabel.label_id, func.count().label("posts"))
        .join(Post, Post.id == PostLabel.post_id)
        .where(
            and_(
                Post.status == "published",
                ~Post.is_counted,
                Post.published_at <= at,
                Post.kind == "post",
            )
        )
        .group_by(PostLabel.label_id)
        .subquery()
    )
    total = Label.posts + func.coalesce(due.c.posts, 0)
    rows = db.session.execute(
        select(Label.name, Label.slug, total)
        .outerjoin(due, due.c.label_id == Label.id)
        .where(total > 0)
        .order_by(func.lower(Label.name), Label.id)
    )
    return [LabelCount(*row) for row in rows]


def by_slug(slug: str) -> Label | None:
    """The label whose page has that slug."""
    return db.session.scalar(select(Label).filter_by(slug=slug))


def by_name(name: str) -> Label | None:
    """The label with exactly that name, else one that differs only in case."""
    return by_exact_name(name) or db.session.scalar(
        select(Label).where(func.lower(Label.name) == name.lower()).order_by(Label.id)
    )


def by_exact_name(name: str) -> Label | None:
    """The label with exactly that name."""
    return db.session.scalar(select(Label).filter_by(name=name))


def is_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(Label.id).filter_by(slug=slug)) is not None
