"""Reads the queue of comments: one page of a state, how much stands in each, and what was chosen.

Pages are read as columns; what is changed is read as rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Select, func, select, true, tuple_
from sqlalchemy.orm import aliased

from blog.comments.models import STATES, Comment, edition
from blog.cursor import Cursor
from blog.db import db, now
from blog.moderation.reasons import sentence
from blog.posts.models import Post
from blog.search.asking import asked
from blog.search.queries import comment_matches

SIZE = 25
# Nobody needs to know whether 4,000 or 5,000 are spam: a tab counts so far.
MOST_COUNTED = 100
LONG = 700
# So long the hash that a comment keeps of its network is surely one that can still be compared.
NETWORKS_LAST = timedelta(days=20)

_Parent = aliased(Comment)


@dataclass(frozen=True)
class View:
    """Which comments somebody looks at; `post_id` 0 stands for a post that cannot be."""

    state: str = "pending"
    q: str = ""
    post_id: int | None = None
    before: Cursor | None = None


@dataclass(frozen=True)
class Entry:
    """A comment as the queue shows it."""

    id: int
    state: str
    user_id: int | None
    author_name: str
    author_email: str
    author_url: str
    source: str
    html: str
    created_at: datetime
    answered_name: str | None
    post_id: int
    title: str
    path: str | None
    direction: str
    status: str
    published_at: datetime | None
    pinned_id: int | None
    verdict: str
    reasons: list[dict[str, object]]
    spam_probability: float | None
    is_trusted: bool
    network_key: str | None
    edited_at: datetime | None
    earlier: int = 0

    @property
    def host(self) -> str:
        """Where the website is that stands behind the name."""
        return urlsplit(self.author_url).hostname or ""

    @property
    def edition(self) -> str:
        """Which of its words the queue shows; see `_is_as_read`."""
        return edition(self.edited_at)

    @property
    def is_long(self) -> bool:
        return len(self.source) > LONG

    @property
    def is_post_public(self) -> bool:
        is_out = self.published_at is not None and self.published_at <= now()
        return self.status == "published" and is_out

    @property
    def can_be_answered(self) -> bool:
        """A reply below what nobody may see would have no place."""
        return self.state in ("pending", "approved") and self.is_post_public

    @property
    def sentences(self) -> list[str]:
        """Why it was shown or held when it came."""
        return [sentence(reason) for reason in self.reasons]

    @property
    def percent(self) -> int | None:
        """How likely the filter thought it spam; never quite sure."""
        probability = self.spam_probability
        return None if probability is None else min(99, max(1, round(probability * 100)))

    @property
    def can_be_trusted(self) -> bool:
        """Those who write here need no trust, and what was taken down earns none."""
        return self.user_id is None and self.state != "deleted" and not self.is_trusted

    @property
    def can_be_blocked(self) -> bool:
        """Whether its network is still known by a name that new senders are compared with."""
        return self.network_key is not None and self.created_at > now() - NETWORKS_LAST

    @property
    def is_pinned(self) -> bool:
        return self.pinned_id == self.id

    @property
    def can_be_pinned(self) -> bool:
        return self.state == "approved" and not self.is_pinned


@dataclass(frozen=True)
class Queue:
    """One page of the queue; `older` is the cursor of the next one, if there is any."""

    entries: list[Entry]
    older: str | None


def queue(view: View, author_id: int | None) -> Queue:
    """The newest comments of that view; for an author those on their own posts alone."""
    newest = Comment.created_at.desc(), Comment.id.desc()
    query = (
        _entries()
        # What its writer erased has no words and is nobody's work any more.
        .where(Comment.state == view.state, Comment.erased_at.is_(None), _on_posts_of(author_id))
        .order_by(*newest)
    )
    if view.q:
        query = query.where(_holds(view.q))
    if view.post_id is not None:
        query = query.where(Comment.post_id == view.post_id)
    if view.before:
        place = tuple_(view.before.at, view.before.id)
        query = query.where(tuple_(Comment.created_at, Comment.id) < place)
    found = [Entry(*row) for row in db.session.execute(query.limit(SIZE + 1))]
    shown = _with_earlier(found[:SIZE])
    last = shown[-1] if len(found) > SIZE else None
    return Queue(shown, str(Cursor(last.created_at, last.id)) if last else None)


def entry_of(comment_id: int) -> Entry | None:
    """One comment of any state."""
    row = db.session.execute(_entries().where(Comment.id == comment_id)).first()
    return _with_earlier([Entry(*row)])[0] if row else None


def counts(author_id: int | None) -> dict[str, int]:
    """How many comments stand in each state, counted up to a hundred, by one query."""
    row = db.session.execute(select(*(_count(state, author_id) for state in STATES))).one()
    return dict(zip(STATES, row, strict=True))


def title_of(post_id: int, author_id: int | None) -> str | None:
    """The title of a post by which the queue is narrowed; None where there is none to see."""
    return db.session.scalar(select(Post.title).where(Post.id == post_id, _is_by(author_id)))


def chosen(ids: Iterable[int]) -> list[tuple[Comment, Post]]:
    """Those of the comments that are there, with their posts, in the order of locking."""
    rows = db.session.execute(
        select(Comment, Post)
        .join(Post, Post.id == Comment.post_id)
        .where(Comment.id.in_(set(ids)))
        .order_by(Post.id, Comment.id)
    )
    return [(comment, post) for comment, post in rows]


def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Comment.id, Comment.state, Comment.user_id, Comment.author_name, Comment.author_email,
            Comment.author_url, Comment.source, Comment.html, Comment.created_at,
            _Parent.author_name, Post.id, Post.title, Post.path, Post.direction, Post.status,
            Post.published_at, Post.pinned_comment_id, Comment.verdict, Comment.reasons,
            Comment.spam_probability, Comment.is_trusted, Comment.network_key,
            Comment.edited_at,
        )
        .join(Post, Post.id == Comment.post_id)
        .outerjoin(_Parent, _Parent.id == Comment.parent_id)
    )  # fmt: skip


def _with_earlier(entries: list[Entry]) -> list[Entry]:
    """The same, with how many others of the same address readers see; one query for all of them."""
    asked = {entry.author_email for entry in entries if entry.author_email}
    if not asked:
        return entries
    approved = Comment.state == "approved"
    found = db.session.execute(
        select(Comment.author_email, func.count())
        .where(Comment.author_email.in_(asked), Comment.author_email != "", approved)
        .group_by(Comment.author_email)
    )
    numbers = {email: number for email, number in found}
    return [
        replace(entry, earlier=numbers.get(entry.author_email, 0) - (entry.state == "approved"))
        if entry.author_email
        else entry
        for entry in entries
    ]


def _is_by(author_id: int | None) -> ColumnElement[bool]:
    return true() if author_id is None else Post.author_id == author_id


def _on_posts_of(author_id: int | None) -> ColumnElement[bool]:
    if author_id is None:
        return true()
    return Comment.post_id.in_(select(Post.id).where(Post.author_id == author_id))


def _holds(text: str) -> ColumnElement[bool]:
    """Whether its words or those of its writer's name, e-mail and website are asked for."""
    return Comment.id.in_(comment_matches(asked(text, is_typing=True).widened()))


def _count(state: str, author_id: int | None) -> Any:
    there = Comment.state == state, Comment.erased_at.is_(None)
    some = select(Comment.id).where(*there, _on_posts_of(author_id))
    bounded = some.limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(bounded).scalar_subquery()
