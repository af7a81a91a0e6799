"""Verbs of the account: a new password, and the end of sessions."""

from __future__ import annotations

from sqlalchemy import delete

from blog.account import tickets
from blog.account.models import Login
from blog.db import db
from blog.people.models import User


def set_password(user: User, password_hash: str) -> None:
    """Let the person sign in with it from now on; every session ends, every older link dies.

    Whoever changes it in a browser is signed in there anew by `session.begin`.
    """
    user.password_hash = password_hash
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
