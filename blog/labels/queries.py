"""Reads labels and how many public posts carry each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Select, exists, func, select, union_all

from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.posts.models import Alias, Post
from blog.posts.paths import path_key
from blog.posts.queries import uncounted

# Each label of `a+b` costs a query a little more; nobody follows more of them at once.
MOST_TOGETHER = 5
# Where a label is, and where Blogger had it by its name.
ADDRESS, BLOGGER_ADDRESS = "/label/", "/search/label/"


@dataclass(frozen=True)
class LabelCount:
    """A label and how many public posts carry it."""

    id: int
    name: str
    slug: str
    posts: int


def counts(at: datetime) -> list[LabelCount]:
    """Every label with public posts, by name: stored counts plus the posts that just fell due."""
    due = due_by_label(at).subquery()
    total = Label.posts + func.coalesce(due.c.posts, 0)
    rows = db.session.execute(
        select(Label.id, Label.name, Label.slug, total)
        .outerjoin(due, due.c.label_id == Label.id)
        .where(total > 0)
        .order_by(func.lower(Label.name), Label.id)
    )
    return [LabelCount(*row) for row in rows]


def due_by_label(at: datetime) -> Select[int, int]:
    """How many posts of each label just fell due, so that no stored count holds them yet."""
    return (
        select(PostLabel.label_id, func.count().label("posts"))
        .join(Post, Post.id == PostLabel.post_id)
        .where(uncounted(at), Post.kind == "post")
        .group_by(PostLabel.label_id)
    )


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
    the pattern `joint` matches; each exactly, else as it was once called, else whatever its case.
    """
    readings = [[name], [name.replace("+", " ")], re.split(joint, name)]
    if len(readings[-1]) > MOST_TOGETHER:
        return []
    known = by_names({part.strip() for reading in readings for part in reading})
    exact = {name: label for name, label in known.items() if label.name == name}
    return _first_whole(readings, exact) or _first_whole(
        readings, known | _renamed(readings, exact)
    )


def by_id(label_id: int) -> Label | None:
    """The label with that number."""
    return db.session.get(Label, label_id)


def moved(slugs: str) -> str | None:
    """What `a+b` is called today where one of its labels was renamed or merged, else None."""
    wanted = slugs.split("+")
    leads = _leads(ADDRESS, wanted) if len(wanted) <= MOST_TOGETHER else {}
    return "+".join(sorted({leads.get(slug, slug) for slug in wanted})) if leads else None


def by_exact_name(name: str) -> Label | None:
    """The label with exactly that name."""
    return db.session.scalar(select(Label).filter_by(name=name))


def by_names(names: Iterable[str]) -> dict[str, Label]:
    """Each of the names with its label, exact or whatever its case, by one query."""
    names = set(names)
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


def posts_of(label_id: int) -> Select[int]:
    """The posts that carry a label, to be asked within another statement."""
    return select(PostLabel.post_id).where(PostLabel.label_id == label_id)


def is_slug_taken(slug: str, *, by_other_than: Label | None = None) -> bool:
    """Whether another label is there, or was once, so that the address leads to what it became."""
    own = by_other_than
    label = select(Label.id).where(Label.slug == slug, Label.id != (own.id if own else 0))
    alias = select(Alias.id).where(
        Alias.path_key == ADDRESS + slug, Alias.target != (address(own.slug) if own else "")
    )
    return db.session.execute(union_all(label, alias).limit(1)).first() is not None


def address(slug: str) -> str:
    """The path of a label's page, as a link writes it."""
    return ADDRESS + quote(slug, safe="")


def number_of_counted(label_id: int) -> int:
    """How many posts the label's stored count should tell."""
    query = (
        select(func.count())
        .select_from(PostLabel)
        .join(Post, Post.id == PostLabel.post_id)
        .where(PostLabel.label_id == label_id, Post.is_counted, Post.kind == "post")
    )
    return db.session.scalar(query) or 0


def for_change(*ids: int) -> list[Label]:
    """Those labels, held until the transaction ends, so that no count changes in between."""
    found = select(Label).where(Label.id.in_(ids)).order_by(Label.id).with_for_update()
    labels = {label.id: label for label in db.session.scalars(found)}
    return [labels[number] for number in ids if number in labels]


def unused(names: Iterable[str]) -> list[Label]:
    """Those of the labels that no post carries."""
    is_carried = exists().where(PostLabel.label_id == Label.id)
    return list(db.session.scalars(select(Label).where(Label.name.in_(list(names)), ~is_carried)))


def _first_whole(readings: list[list[str]], known: dict[str, Label]) -> list[Label]:
    """The labels of the first reading whose every part is known."""
    for reading in readings:
        found = [known.get(part.strip()) for part in reading]
        if all(found):
            return list({label.id: label for label in found if label}.values())
    return []


def _renamed(readings: list[list[str]], exact: dict[str, Label]) -> dict[str, Label]:
    """Labels by the names that they once had, to the letter, and those that have theirs still."""
    names = {part.strip() for reading in readings for part in reading} - exact.keys()
    leads = _leads(BLOGGER_ADDRESS, names)
    if not leads:
        return {}
    rows = db.session.scalars(select(Label).where(Label.slug.in_(leads.values())))
    labels = {label.slug: label for label in rows}
    return {name: labels[slug] for name, slug in leads.items() if slug in labels}


def _leads(room: str, names: Iterable[str]) -> dict[str, str]:
    """The slugs to which old addresses in that room lead, by what stood in the address."""
    rows = db.session.execute(
        select(Alias.path_key, Alias.target).where(
            Alias.path_key.in_([room + name for name in names]), Alias.target.startswith(ADDRESS)
        )
    )
    return {
        key.removeprefix(room): path_key(str(target)).removeprefix(ADDRESS) for key, target in rows
    }
