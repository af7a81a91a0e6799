"""Verbs over those who may sign in: inviting, changing a role, shutting out, taking leave.

Each belongs into the caller's write transaction, which begins with `hold_owners`: the last owner
can then not be lost however many act at once.
"""

from __future__ import annotations

from sqlalchemy import update

from blog.account import tickets
from blog.account.actions import end_logins
from blog.account.keys import folded_email
from blog.db import db, now
from blog.media.models import Media
from blog.people.actions import add_author
from blog.people.models import User
from blog.people.queries import hold_owners
from blog.posts.models import Post


class LastOwner(Exception):
    """Somebody must be able to run the blog, and nobody else can."""


def add_person(name: str, email: str, role: str) -> User:
    """Somebody new, who can sign in once an invitation is accepted."""
    person = add_author(name)
    person.email, person.role = folded_email(email), role
    db.session.flush()
    return person


def change_role(person: User, role: str) -> None:
    """Let the person do more, or less. Raises LastOwner."""
    if role != "owner":
        _keep_an_owner(person)
    person.role = role


def change_email(person: User, email: str) -> None:
    """Let the person sign in by another address; links that went to the old one open nothing."""
    person.email = folded_email(email) or None
    tickets.void("reset", person.id)
    tickets.void("invitation", person.id)


def shut_out(person: User) -> None:
    """End the person's sessions, and let nobody sign in as them. Raises LastOwner."""
    _keep_an_owner(person)
    person.disabled_at = person.disabled_at or now()
    end_logins(person)


def let_in(person: User) -> None:
    """Let the person sign in again."""
    person.disabled_at = None


def remove(person: User, heir: User | None) -> None:
    """Delete the person; posts and pictures go to the heir, or stay without anybody.

    Raises LastOwner.
    """
    _keep_an_owner(person)
    heir_id = heir.id if heir else None
    for kind, owned in ((Post, Post.author_id), (Media, Media.user_id)):
        db.session.execute(update(kind).where(owned == person.id).values({owned: heir_id}))
    db.session.delete(person)
    db.session.flush()


def _keep_an_owner(leaving: User) -> None:
    owners = hold_owners()
    if leaving in owners and len(owners) == 1:
        raise LastOwner
