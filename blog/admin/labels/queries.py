"""Reads labels for their room: with counts, a page at a time, and by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.labels.queries import due_by_label

SIZE = 100
MOST_OFFERED = 500


@dataclass(frozen=True)
class LabelLine:
    """A label, how many public posts carry it, and how many of any state, pages included."""

    id: int
    name: str
    slug: str
    is_series: bool
    public: int
    all: int


@dataclass(frozen=True)
class LabelPage:
    """One page of labels; `further` is the number of its last one, if more follow."""

    labels: list[LabelLine]
    further: int | None


def labels(at: datetime, text: str = "", after: int | None = None) -> LabelPage:
    """Labels by name, those whose name holds the text, from the one of that number on."""
    due = due_by_label(at).subquery()
    public = Label.posts + func.coalesce(due.c.posts, 0)
    query = _by_name(text, after).add_columns(
        Label.name, Label.slug, Label.is_series, public, _carriers().label("posts")
    )
    rows = db.session.execute(query.outerjoin(due, due.c.label_id == Label.id).limit(SIZE + 1))
    found = [LabelLine(*row) for row in rows]
    return LabelPage(found[:SIZE], found[SIZE - 1].id if len(found) > SIZE else None)


def number_of_carriers(label_id: int) -> int:
    """How many posts and pages of any state carry the label."""
    query = select(func.count()).select_from(PostLabel).where(PostLabel.label_id == label_id)
    return db.session.scalar(query) or 0


def names(without: int) -> list[str]:
    """The names of the most used labels but that one, for completion."""
    query = select(Label.name).where(Label.id != without).order_by(Label.posts.desc(), Label.id)
    return list(db.session.scalars(query.limit(MOST_OFFERED)))


def twin(name: str, label_id: int = 0) -> Label | None:
    """Another label that is called so, to the letter or else whatever its case."""
    query = select(Label).where(func.lower(Label.name) == name.lower(), Label.id != label_id)
    found = list(db.session.scalars(query.order_by(Label.id)))
    return next((label for label in found if label.name == name), found[0] if found else None)


def _by_name(text: str, after: int | None) -> Select[*tuple[Any, ...]]:
    query = select(Label.id).order_by(func.lower(Label.name), Label.id)
    if text:
        query = query.where(func.lower(Label.name).contains(text.lower(), autoescape=True))
    if after is not None:
        last = select(func.lower(Label.name)).where(Label.id == after).scalar_subquery()
        query = query.where(tuple_(func.lower(Label.name), Label.id) > tuple_(last, after))
    return query


def _carriers() -> Any:
    return (
        select(func.count())
        .select_from(PostLabel)
        .where(PostLabel.label_id == Label.id)
        .correlate(Label)
        .scalar_subquery()
    )
