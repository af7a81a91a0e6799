"""Verbs of the account: owners and passwords, and the end of sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, or_, update

from blog.account import tickets
from blog.account.keys import folded_email
from blog.account.models import Login
from blog.account.queries import person_by_email
from blog.account.session import ABSOLUTE, IDLE
from blog.db import db, now
from blog.people.actions import add_author
from blog.people.models import User


def make_owner(name: str, email: str, password_hash: str) -> User:
    """The owner of the blog.

    Somebody known by that address who cannot sign in, such as an imported author, becomes it.
    """
    owner = person_by_email(email) or add_author(name)
    owner.name, owner.email, owner.role, owner.disabled_at = (
        name,
        folded_email(email),
        "owner",
        None,
    )
    set_password(owner, password_hash)
    tickets.void("owner", None)
    return owner


def set_password(user: User, password_hash: str) -> None:
    """Let the person sign in with it from now on; every session ends, every older link dies.

    Whoever changes it in a browser is signed in there anew by `session.begin`.
    """
    user.password_hash = password_hash
    db.session.flush()
    tickets.void("reset", user.id)
    tickets.void("invitation", user.id)
    end_logins(user)


def end_logins(user: User, *, but: int | None = None) -> None:
    """End the person's sessions everywhere, or everywhere but in that login."""
    query = delete(Login).where(Login.user_id == user.id)
    db.session.execute(query if but is None else query.where(Login.id != but))


def end_login(user: User, login_id: int) -> bool:
    """End one of the person's sessions; False where it is not theirs or has ended."""
    done = db.session.execute(delete(Login).where(Login.id == login_id, Login.user_id == user.id))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def see_logins(moments: Mapping[int, datetime]) -> None:
    """Store the last signs of life by number of login; an ended one has no row any more."""
    # In order of number, so that two processes never wait for one another in a ring.
    for login_id, moment in sorted(moments.items()):
        db.session.execute(
            update(Login).where(Login.id == login_id, Login.seen_at < moment).values(seen_at=moment)
        )


def forget_ended_logins() -> None:
    """Delete the rows of sessions that their limits have ended."""
    at = now()
    is_over = or_(Login.created_at <= at - ABSOLUTE, Login.seen_at <= at - IDLE)
    db.session.execute(delete(Login).where(is_over))
