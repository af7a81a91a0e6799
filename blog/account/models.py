"""Who is signed in where, and what a person can sign in with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class Login(Base):
    """One browser in which a person is signed in; the end of the row ends the session at once.

    `token_hash` is the SHA-256 of what the cookie holds. `seen_at` may lag by some seconds.
    `confirmed_at` is when the password was last given in this browser.
    """

    __tablename__ = "login"
    __table_args__ = (Index(None, "user_id"), Index(None, "seen_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime] = mapped_column(default=now)


class Attempt(Base):
    """One try to sign in or to reset a password, kept for as long as it limits others.

    `account_key` and `network_key` are keyed hashes: of the name that was typed, known or not, and
    of the network that it came from.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("kind IN ('sign_in', 'code', 'reset')", name="kind"),
        Index(None, "account_key", "at"),
        Index(None, "network_key", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    account_key: Mapped[str] = mapped_column(String(64))
    network_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)


class KnownNetwork(Base):
    """A network from which a person has signed in, as a keyed hash; see `limits`."""

    __tablename__ = "known_network"
    __table_args__ = (Index(None, "user_id", "network_key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    network_key: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(default=now)


class Ticket(Base):
    """A link that opens once: to become the owner, to accept an invitation, to set a new password.

    `token_hash` is the SHA-256 of what stands in the link. Only the owner's has no person yet.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint("purpose IN ('owner', 'invitation', 'reset')", name="purpose"),
        Index(None, "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in for a lost second factor, once; stored as a keyed hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "user_id", "code_hash", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A public key of a device that can sign a person in (WebAuthn credential)."""

    __tablename__ = "passkey"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]
