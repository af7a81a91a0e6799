"""Reads who is signed in where, and what limits or opens a way in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from blog.account.keys import folded_email
from blog.account.models import Attempt, KnownNetwork, Login, Passkey, RecoveryCode, Ticket
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


def logins_of(user_id: int, *, begun_after: datetime, seen_after: datetime) -> list[Login]:
    """Where a person is signed in now, the latest sign of life first."""
    return list(
        db.session.scalars(
            select(Login)
            .where(
                Login.user_id == user_id,
                Login.created_at > begun_after,
                Login.seen_at > seen_after,
            )
            .order_by(Login.seen_at.desc(), Login.id.desc())
        )
    )


def person_by_email(email: str) -> User | None:
    """The person who signs in by that address, however it is written."""
    return db.session.scalars(
        select(User).where(func.lower(User.email) == folded_email(email)).order_by(User.id).limit(1)
    ).first()


def is_email_taken(email: str) -> bool:
    """Whether somebody signs in by that address, or could before being shut out."""
    person = person_by_email(email)
    return person is not None and person.password_hash is not None


def people() -> list[User]:
    """Everybody, those who came first at the top."""
    return list(db.session.scalars(select(User).order_by(User.id)))


def has_owner() -> bool:
    """Whether somebody can sign in as the owner, or could before being shut out."""
    owners = select(User.id).where(User.role == "owner", User.password_hash.is_not(None))
    return db.session.scalar(owners.limit(1)) is not None


def ticket_by_hash(purpose: str, token_hash: str, at: datetime) -> Ticket | None:
    """The ticket of that token, while it is good."""
    return db.session.scalar(
        select(Ticket).where(
            Ticket.purpose == purpose, Ticket.token_hash == token_hash, Ticket.expires_at > at
        )
    )


def person_of(ticket: Ticket | None) -> User | None:
    """Whom the ticket is for."""
    return db.session.get(User, ticket.user_id) if ticket and ticket.user_id else None


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes a person has not used yet."""
    unused = RecoveryCode.used_at.is_(None)
    return (
        db.session.scalar(
            select(func.count(RecoveryCode.id)).where(RecoveryCode.user_id == user_id, unused)
        )
        or 0
    )


def passkeys_of(user_id: int) -> list[Passkey]:
    """The passkeys of a person, the oldest first."""
    query = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return list(db.session.scalars(query))


def passkey_by_credential(credential_id: bytes) -> Passkey | None:
    """The passkey that a device names so."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def attempt_times(
    after: datetime, most: int, *, network: str | None = None, account: str | None = None
) -> list[datetime]:
    """When the newest tries of a network, an account or both were made, at most so many."""
    query = select(Attempt.at).where(Attempt.at > after)
    if network is not None:
        query = query.where(Attempt.network_key == network)
    if account is not None:
        query = query.where(Attempt.account_key == account)
    return list(db.session.scalars(query.order_by(Attempt.at.desc()).limit(most)))


def known_network(
    user_id: int, network: str, *, seen_after: datetime | None = None
) -> KnownNetwork | None:
    """The mark that the person has signed in from that network."""
    query = select(KnownNetwork).filter_by(user_id=user_id, network_key=network)
    if seen_after is not None:
        query = query.where(KnownNetwork.seen_at > seen_after)
    return db.session.scalar(query)


def wait_in_line(*keys: str) -> None:
    """Let those who share one of these keys pass one at a time, so that none is counted too late.

    SQLite has a single writer anyway. Everybody waits in the same order, so nobody waits in a ring.
    """
    if db.engine.dialect.name == "postgresql":
        for key in sorted(set(keys)):
            db.session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
