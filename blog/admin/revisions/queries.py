"""Reads what a post said at its versions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from blog.db import db
from blog.people.models import User
from blog.posts.diffs import changed_words
from blog.posts.models import Post, Revision

SIZE = 20


@dataclass(frozen=True)
class Entry:
    """A revision in the list, and how many words came and went since the one before it."""

    revision: Revision
    saver: str | None
    come: int
    gone: int


@dataclass(frozen=True)
class Page:
    """One page of the list; `older` is the version that the next page begins below, if any."""

    entries: list[Entry]
    older: int | None


def revisions_of(post: Post, below: int | None = None) -> Page:
    """The revisions of a post, newest first."""
    chosen = (
        select(Revision, User.name)
        .outerjoin(User, User.id == Revision.user_id)
        .where(Revision.post_id == post.id)
        .order_by(Revision.version.desc())
        .limit(SIZE + 1)
    )
    if below is not None:
        chosen = chosen.where(Revision.version < below)
    rows = [(revision, name) for revision, name in db.session.execute(chosen)]
    sources = [revision.source for revision, _name in rows] + [""]
    entries = [
        Entry(revision, name, *changed_words(older, revision.source))
        for (revision, name), older in zip(rows, sources[1:], strict=False)
    ]
    return Page(entries[:SIZE], rows[SIZE - 1][0].version if len(rows) > SIZE else None)


def revision(post: Post, version: int) -> tuple[Revision, str | None] | None:
    """What the post said at that version, and the name of who saved that."""
    row = db.session.execute(
        select(Revision, User.name)
        .outerjoin(User, User.id == Revision.user_id)
        .where(Revision.post_id == post.id, Revision.version == version)
    ).first()
    return (row[0], row[1]) if row else None
