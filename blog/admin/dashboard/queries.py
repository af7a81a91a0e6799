"""Reads what the first page of the admin tells: short blocks, whatever the size of the blog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
)

from blog.account.models import Ticket
from blog.comments.models import Comment
from blog.db import db
from blog.people.models import User
from blog.posts.models import Autosave, Post
from blog.posts.queries import public
from blog.queue.models import MOST_ATTEMPTS, Task
from blog.redirects.models import Miss
from blog.redirects.queries import answered
from blog.site.models import Setting
from blog.views.models import DailyReaders, DailyViews

MOST = 5
# What is more is told as "99+": nobody counts it, and counting it would take time.
MOST_COUNTED = 100
LATELY = timedelta(days=7)
# Work that was due so long ago is done by nobody.
LATE = timedelta(hours=1)
SNIPPET = 160


@dataclass(frozen=True)
class Counts:
    """How much waits, up to MOST_COUNTED each; what tells a new blog; who read it lately.

    Views and readers are all there were in the last seven days, today included.
    """

    pending: int
    spam: int
    uninvited: int
    failed: int
    own_posts: int
    pages: int
    choices: int
    views: int
    readers: int


def counts(at: datetime, owner: int | None, since: date) -> Counts:
    """All numbers of the page by one query; of comments, those below the owner's posts alone."""
    has_link = exists().where(
        Ticket.user_id == User.id, Ticket.purpose == "invitation", Ticket.expires_at > at
    )
    waits = select(User.id).where(User.password_hash.is_(None), User.disabled_at.is_(None))
    written = select(Post.id).where(Post.origin != "sample")
    row = db.session.execute(
        select(
            _number(_comments("pending", owner)),
            _number(_comments("spam", owner)),
            _number(waits.where(~has_link)),
            _number(select(Task.id).where(_is_stuck(at))),
            _number(written.where(Post.kind == "post")),
            _number(written.where(Post.kind == "page")),
            # Whoever chose a policy has seen it, even one that is the default.
            _number(
                select(literal(1)).where(Setting.name == "comments", Setting.origin == "owner")
            ),
            _sum(DailyViews.views, DailyViews.day >= since),
            _sum(DailyReaders.readers, DailyReaders.day >= since),
        )
    ).one()
    return Counts(*row)


def drafts(owner: int) -> list[Row[Any]]:
    """A person's own drafts, the latest change first."""
    return _posts(Post.author_id == owner, Post.status == "draft", order=Post.updated_at.desc())


def scheduled(at: datetime, owner: int | None) -> list[Row[Any]]:
    """What goes out next."""
    is_ahead = (Post.status == "published", Post.published_at > at)
    return _posts(_of(owner), Post.kind.in_(("post", "page")), *is_ahead, order=Post.published_at)


def latest_posts(at: datetime, owner: int | None) -> list[Row[Any]]:
    """What went out last."""
    return _posts(_of(owner), public(at), order=Post.published_at.desc())


def latest_comments(owner: int | None) -> list[Row[Any]]:
    """The newest comments that readers see, with what they were written to."""
    query = (
        select(
            Comment.id, Comment.post_id, Comment.author_name, Comment.created_at,
            func.substr(Comment.source, 1, SNIPPET).label("snippet"), Post.title, Post.language,
        )
        .join(Post, Post.id == Comment.post_id)
        .where(Comment.state == "approved", _of(owner))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
    )  # fmt: skip
    return list(db.session.execute(query.limit(MOST)))


def autosaves(owner: int) -> list[Row[Any]]:
    """What a person typed and has not saved yet."""
    query = (
        select(Autosave.slot, Autosave.fields, Autosave.saved_at, Post.title)
        .outerjoin(Post, Post.id == Autosave.post_id)
        .where(Autosave.user_id == owner)
        .order_by(Autosave.saved_at.desc(), Autosave.id.desc())
    )
    return list(db.session.execute(query.limit(MOST)))


def misses(at: datetime) -> list[Row[Any]]:
    """Addresses that were asked for in vain of late, most often asked for first."""
    query = (
        select(Miss.path, Miss.hits, Miss.last_at)
        .where(Miss.last_at > at - LATELY, Miss.path_key.not_in(answered()))
        .order_by(Miss.hits.desc(), Miss.last_at.desc())
    )
    return list(db.session.execute(query.limit(MOST)))


def failures(at: datetime) -> list[Row[Any]]:
    """Work that could not be done so far, with what stood in its way; or that nobody does."""
    is_given_up = (Task.attempts >= MOST_ATTEMPTS).label("is_given_up")
    query = select(Task.kind, Task.problem, Task.attempts, Task.due_at, is_given_up)
    newest = query.where(_is_stuck(at)).order_by(Task.id.desc()).limit(MOST)
    return list(db.session.execute(newest))


def _is_stuck(at: datetime) -> ColumnElement[bool]:
    """What failed, and what should have been done long ago."""
    is_late = and_(Task.due_at < at - LATE, Task.attempts < MOST_ATTEMPTS)
    return or_(Task.problem != "", is_late)


def _posts(*conditions: ColumnElement[bool], order: Any) -> list[Row[Any]]:
    # Found by an index first; the long texts of what is not told are never passed over.
    chosen = select(Post.id).where(*conditions).order_by(order, Post.id.desc()).limit(MOST)
    query = select(
        Post.id, Post.kind, Post.title, Post.path, Post.status, Post.published_at, Post.updated_at
    ).where(Post.id.in_(chosen))
    return list(db.session.execute(query.order_by(order, Post.id.desc())))


def _comments(state: str, owner: int | None) -> Select[int]:
    query = select(Comment.id).where(Comment.state == state)
    return query if owner is None else query.join(Post).where(_of(owner))


def _of(owner: int | None) -> ColumnElement[bool]:
    return literal(True) if owner is None else Post.author_id == owner


def _number(query: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.limit(MOST_COUNTED).subquery()).scalar_subquery()


def _sum(column: Any, condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.coalesce(func.sum(column), 0)).where(condition).scalar_subquery()
