"""Reads what the library shows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, or_, select, tuple_

from blog.cursor import Cursor
from blog.db import db
from blog.media.models import Media
from blog.media.queries import used_stems

# The unused are sought in steps of so many: which they are, no column tells.
STEP = 500


@dataclass(frozen=True)
class Page:
    """Pictures, the newest first, and the cursor of what is older."""

    pictures: list[Media]
    older: str | None


def library(
    number: int, *, q: str = "", show: str = "", mine: int | None = None,
    before: Cursor | None = None,
) -> Page:  # fmt: skip
    """A page of the pictures that fit; `mine` is whose pictures `show="mine"` means."""
    query = select(Media).order_by(Media.created_at.desc(), Media.id.desc())
    if q:
        places = (Media.filename, Media.alt)
        query = query.where(or_(*(place.icontains(q, autoescape=True) for place in places)))
    if show == "mine":
        query = query.where(Media.user_id == mine)
    if show == "undescribed":
        query = query.where(Media.alt == "")
    seek = _unused if show == "unused" else _next
    found = seek(query, before, number + 1)
    pictures = found[:number]
    older = str(_place(pictures[-1])) if len(found) > number else None
    return Page(pictures, older)


def _next(query: Select[Media], before: Cursor | None, number: int) -> list[Media]:
    if before:
        query = query.where(tuple_(Media.created_at, Media.id) < (before.at, before.id))
    return list(db.session.scalars(query.limit(number)))


def _unused(query: Select[Media], before: Cursor | None, number: int) -> list[Media]:
    """One look at all posts, then at the pictures in steps: never each picture at each post."""
    used, found = used_stems(), list[Media]()
    while len(found) < number:
        step = _next(query, before, STEP)
        found += [picture for picture in step if picture.stem not in used]
        if len(step) < STEP:
            break
        before = _place(step[-1])
    return found[:number]


def _place(picture: Media) -> Cursor:
    return Cursor(picture.created_at, picture.id)
