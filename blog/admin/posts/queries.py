"""Reads what the editor offers and tells, and the lists of posts and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import aliased, load_only

from blog.cursor import Cursor
from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.people.models import User
from blog.posts.models import Post, Revision
from blog.posts.queries import labels_of
from blog.search.asking import asked
from blog.search.queries import post_matches


def label_names() -> list[str]:
    """Every label, for completion, those of many posts first."""
    return list(
        db.session.scalars(
            select(Label.name).order_by(Label.posts.desc(), func.lower(Label.name)).limit(500)
        )
    )


def people() -> list[tuple[str, str]]:
    """(number, name) of everybody who can be an author, and nobody."""
    rows = db.session.execute(select(User.id, User.name).order_by(func.lower(User.name), User.id))
    return [("", "–"), *((str(number), name) for number, name in rows)]


def last_saver(post: Post) -> str:
    """The name of who saved the post as it stands; "" where nobody knows."""
    return (
        db.session.scalar(
            select(User.name)
            .join(Revision, Revision.user_id == User.id)
            .where(Revision.post_id == post.id, Revision.version == post.version)
        )
        or ""
    )


@dataclass(frozen=True)
class Wanted:
    """Which posts or pages a list shows: of a state, an author, with a label, holding words."""

    kind: str = "post"
    state: str = ""
    author: int | None = None
    label: str = ""
    words: str = ""


@dataclass(frozen=True)
class Line:
    """A post in a list; of its long texts none is read."""

    post: Post
    state: str
    author: str | None
    changed_by: str | None
    labels: tuple[str, ...]


def lines(
    wanted: Wanted, at: datetime, *, owner: int | None, before: Cursor | None, limit: int
) -> list[Line]:
    """What is wanted, latest change first: of the owner's alone, if one is given."""
    latest = Post.updated_at.desc(), Post.id.desc()
    wanted = wanted if owner is None else replace(wanted, author=owner)
    chosen = select(Post.id).where(*_asked(wanted, at)).limit(limit)
    if wanted.author is None and wanted.state not in ("draft", "trashed"):
        chosen = chosen.order_by(*latest)
    else:
        # The few that are wanted are found by their own index and then sorted. The index of all
        # posts by change would spare the sorting, and pass over all posts to find a few.
        change = func.coalesce(Post.updated_at, Post.published_at)
        chosen = chosen.order_by(change.desc(), Post.id.desc())
    if before:
        # The first comparison gives the index its bound, the second tells twins of a moment apart.
        place = tuple_(Post.updated_at, Post.id) < tuple_(before.at, before.id)
        chosen = chosen.where(Post.updated_at <= before.at, place)
    ids, saver = chosen.subquery(), aliased(User)
    rows = db.session.execute(
        select(Post, User.name, saver.name)
        .join(ids, ids.c.id == Post.id)
        .outerjoin(User, User.id == Post.author_id)
        .outerjoin(Revision, and_(Revision.post_id == Post.id, Revision.version == Post.version))
        .outerjoin(saver, saver.id == Revision.user_id)
        .options(load_only(*SHORT_COLUMNS))
        .order_by(*latest)
    ).all()
    labels = labels_of([post.id for post, _author, _saver in rows])
    return [
        Line(
            post, state_of(post, at), author, changed_by,
            tuple(name for _slug, name in labels.get(post.id, ())),
        )
        for post, author, changed_by in rows
    ]  # fmt: skip


def state_of(post: Post, at: datetime) -> str:
    """`draft`, `scheduled`, `published` or `trashed`."""
    is_ahead = post.status == "published" and not post.is_public(at)
    return "scheduled" if is_ahead else post.status


def for_change(ids: Iterable[int]) -> list[Post]:
    """Those posts, held until the transaction ends."""
    found = select(Post).where(Post.id.in_(ids)).order_by(Post.id).with_for_update()
    return list(db.session.scalars(found))


SHORT_COLUMNS = (
    Post.id, Post.kind, Post.title, Post.path, Post.status, Post.published_at, Post.updated_at,
    Post.comments, Post.is_pinned, Post.author_id, Post.was_public, Post.version,
)  # fmt: skip


def _asked(wanted: Wanted, at: datetime) -> list[ColumnElement[bool]]:
    found = _state(wanted.state, at)
    if wanted.author is None:
        found.append(Post.kind == wanted.kind)
    else:  # Said so that the author's index answers, not one of all posts.
        found += [Post.author_id == wanted.author, func.coalesce(Post.kind, "") == wanted.kind]
    if wanted.label:
        carried = select(PostLabel.post_id).join(Label, Label.id == PostLabel.label_id)
        found.append(Post.id.in_(carried.where(func.lower(Label.name) == wanted.label.lower())))
    if wanted.words:
        found.append(Post.id.in_(post_matches(asked(wanted.words, is_typing=True).widened())))
    return found


def _state(state: str, at: datetime) -> list[ColumnElement[bool]]:
    if state == "scheduled":
        return [Post.status == "published", Post.published_at > at]
    if state == "published":
        # Said so that the index by change answers; a plain comparison leads to that by moment.
        return [Post.status == state, func.coalesce(Post.published_at, Post.updated_at) <= at]
    if state in ("draft", "trashed"):
        return [Post.status == state]
    return [Post.status != "trashed"]
