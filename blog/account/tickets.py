"""Links that open once: to become the owner, to accept an invitation, to set a new password.

What changes a row belongs into the caller's write transaction.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete

from blog.account.models import Ticket
from blog.account.queries import ticket_by_hash
from blog.config import Config
from blog.db import db, now
from blog.people.models import User

# How long each is good for, and the address that it opens.
LIVES = {
    "owner": timedelta(hours=24),
    "invitation": timedelta(days=7),
    "reset": timedelta(minutes=30),
}
PATHS = {
    "owner": "/account/setup",
    "invitation": "/account/invitation",
    "reset": "/account/reset/new",
}


def make(purpose: str, user: User | None = None) -> str:
    """The link of a new ticket; the person's older ones of that purpose open nothing any more."""
    void(purpose, user.id if user else None)
    token, at = secrets.token_urlsafe(32), now()
    db.session.add(
        Ticket(
            purpose=purpose, token_hash=_hash_of(token), user_id=user.id if user else None,
            created_at=at, expires_at=at + LIVES[purpose],
        )
    )  # fmt: skip
    db.session.flush()
    return link(purpose, token)


def link(purpose: str, token: str) -> str:
    """The public address; from the configured one, never from what a request says it is."""
    config: Config = current_app.config["BLOG"]
    return f"{config.base_url}{PATHS[purpose]}?token={token}"


def find(purpose: str, token: str) -> Ticket | None:
    """The ticket of that token, unless it was spent or its time is over."""
    return ticket_by_hash(purpose, _hash_of(token), now()) if token else None


def spend(purpose: str, token: str) -> bool:
    """Use the ticket up; False where it opens nothing any more, or somebody else was first."""
    # By one statement: of two requests at the same moment one finds no row.
    done = db.session.execute(
        delete(Ticket).where(
            Ticket.purpose == purpose,
            Ticket.token_hash == _hash_of(token),
            Ticket.expires_at > now(),
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def void(purpose: str, user_id: int | None) -> None:
    """End a person's tickets of that purpose; without a person, those that belong to nobody."""
    whose = Ticket.user_id.is_(None) if user_id is None else Ticket.user_id == user_id
    db.session.execute(delete(Ticket).where(Ticket.purpose == purpose, whose))


def forget_expired() -> None:
    """Delete the rows of tickets whose time is over."""
    db.session.execute(delete(Ticket).where(Ticket.expires_at <= now()))


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
