"""People who write: columns of one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class User(Base):
    """A person who writes or runs the blog.

    An imported author has no password and cannot sign in until invited. `legacy_key` is how the
    old system named the person, so that a second import finds the same row. `password_hash` is
    argon2id in its usual text form; `totp_secret` is base32, and `totp_step` the last time step
    whose code was used, since each code opens once. Who is disabled cannot sign in.

    `comment_mail` tells of which comments the person is told by mail: none, waiting or all; each in
    a letter of its own (single) or together (hourly). Up to `comment_mail_at` their share of
    letters is used up, see `notices.actions`.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(20), default="author")
    bio: Mapped[str] = mapped_column(Text, default="")
    legacy_key: Mapped[str | None] = mapped_column(String(500), unique=True)
    origin: Mapped[str] = mapped_column(String(20), default="own")
    created_at: Mapped[datetime] = mapped_column(default=now)
    password_hash: Mapped[str | None] = mapped_column(Text)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_step: Mapped[int | None]
    disabled_at: Mapped[datetime | None]
    comment_mail: Mapped[str] = mapped_column(
        String(10), default="waiting", server_default="waiting"
    )
    comment_mail_rhythm: Mapped[str] = mapped_column(
        String(10), default="hourly", server_default="hourly"
    )
    comment_mail_at: Mapped[datetime | None]

    @property
    def can_sign_in(self) -> bool:
        """Whether the person has accepted an invitation and has not been shut out since."""
        return self.password_hash is not None and self.disabled_at is None
