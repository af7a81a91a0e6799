"""Reads who is signed in where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from blog.account.models import Login
from blog.db import db
from blog.people.models import User


def login_by_hash(
    token_hash: str, *, begun_after: datetime, seen_after: datetime
) -> tuple[Login, User] | None:
    """The login of that token and its person, unless it is over or the person is shut out."""
    found = db.session.execute(
        select(Login, User)
        .join(User, User.id == Login.user_id)
        .where(
            Login.token_hash == token_hash,
            Login.created_at > begun_after,
            Login.seen_at > seen_after,
            User.disabled_at.is_(None),
            User.password_hash.is_not(None),
        )
    ).first()
    return (found[0], found[1]) if found else None
