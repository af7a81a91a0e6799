"""Reads people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from blog.account.models import KnownNetwork, Login, Ticket
from blog.db import db
from blog.people.models import User
from blog.posts.models import Post


@dataclass(frozen=True)
class Somebody:
    """What the list of people shows of one."""

    person: User
    posts: int
    seen_at: datetime | None
    invited_until: datetime | None


def by_slug(slug: str) -> User | None:
    """The person whose page has that slug."""
    return db.session.scalar(select(User).filter_by(slug=slug))


def by_legacy_key(key: str) -> User | None:
    """The person whom an import named so."""
    return db.session.scalar(select(User).filter_by(legacy_key=key))


def is_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(User.id).filter_by(slug=slug)) is not None


def idle_of_origin(origin: str) -> list[User]:
    """People of that origin who have written no post that is still there."""
    has_written = exists().where(Post.author_id == User.id)
    return list(db.session.scalars(select(User).where(User.origin == origin, ~has_written)))


def everybody() -> list[Somebody]:
    """Everybody by name, with what they wrote and when they were last there, by one query."""
    posts = select(func.count(Post.id)).where(Post.author_id == User.id, Post.status != "trashed")
    seen = select(func.max(Login.seen_at)).where(Login.user_id == User.id)
    # Who signed out has no login any more, but the network is remembered for some months.
    signed_in = select(func.max(KnownNetwork.seen_at)).where(KnownNetwork.user_id == User.id)
    invited = select(func.max(Ticket.expires_at)).where(
        Ticket.user_id == User.id, Ticket.purpose == "invitation"
    )
    rows = db.session.execute(
        select(
            User, posts.scalar_subquery(), seen.scalar_subquery(),
            signed_in.scalar_subquery(), invited.scalar_subquery(),
        ).order_by(func.lower(User.name), User.id)
    )  # fmt: skip
    return [
        Somebody(person, number, max(filter(None, moments), default=None), until)
        for person, number, *moments, until in rows
    ]


def hold_owners() -> list[User]:
    """The owners who can sign in, locked: whoever changes people waits for whoever began first.

    The weaker lock lets others name an owner meanwhile, as each line of the log does.
    """
    owners = select(User).where(
        User.role == "owner", User.disabled_at.is_(None), User.password_hash.is_not(None)
    )
    return list(
        db.session.scalars(
            owners.order_by(User.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def others(person: User) -> list[User]:
    """Everybody else, by name."""
    query = select(User).where(User.id != person.id).order_by(func.lower(User.name), User.id)
    return list(db.session.scalars(query))
