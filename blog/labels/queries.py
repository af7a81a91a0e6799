"""Reads labels and how many public posts carry each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, select

from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.posts.models import Post

# Each label of `a+b` costs a query a little more; nobody follows more of them at once.
MOST_TOGETHER = 5


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


def by_slugs(slugs: str) -> list[Label]:
    """The labels that `a+b` names, one or several, by slug; none if one is missing."""
    wanted = sorted(set(slugs.split("+")))
    if len(wanted) > MOST_TOGETHER:
        return []
    found = list(db.session.scalars(select(Label).where(Label.slug.in_(wanted))))
    return sorted(found, key=lambda label: label.slug) if len(found) == len(wanted) else []


def by_old_name(name: str, joint: str) -> list[Label]:
    """The labels that another system's address names; none if one is missing.

    The whole name goes first, its pluses as they are or for blanks, then the parts between what
    the pattern `joint` matches; each exactly, else whatever its case.
    """
    readings = [[name], [name.replace("+", " ")], re.split(joint, name)]
    if len(readings[-1]) > MOST_TOGETHER:
        return []
    known = _by_names({part.strip() for reading in readings for part in reading})
    for reading in readings:
        found = [known.get(part.strip()) for part in reading]
        if all(found):
            return list({label.id: label for label in found if label}.values())
    return []


def by_exact_name(name: str) -> Label | None:
    """The label with exactly that name."""
    return db.session.scalar(select(Label).filter_by(name=name))


def _by_names(names: set[str]) -> dict[str, Label]:
    """Each of the names with its label, exact or whatever its case, by one query."""
    lowered = {name.lower() for name in names}
    rows = db.session.scalars(
        select(Label).where(func.lower(Label.name).in_(lowered)).order_by(Label.id.desc())
    )
    exact, folded = {}, {}
    for label in rows:
        exact[label.name] = folded[label.name.lower()] = label
    found = {name: exact.get(name) or folded.get(name.lower()) for name in names}
    return {name: label for name, label in found.items() if label}


def numbers_of(post_id: int) -> Select[int]:
    """The labels that a post carries, to be asked within another statement."""
    return select(PostLabel.label_id).where(PostLabel.post_id == post_id)


def is_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(Label.id).filter_by(slug=slug)) is not None


def unused(names: Iterable[str]) -> list[Label]:
    """Those of the labels that no post carries."""
    is_carried = exists().where(PostLabel.label_id == Label.id)
    return list(db.session.scalars(select(Label).where(Label.name.in_(list(names)), ~is_carried)))
