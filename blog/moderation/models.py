"""What the owner lets through or not, and the keys of networks: columns of one row."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class Rule(Base):
    """A word, or a network, whose comments are let through, held or refused.

    `pattern` is what the owner typed: words, or a network such as 203.0.113.0/24; of a sender it is
    the hashed network key of a comment, which nobody types. `ends_at` is None for good.
    """

    __tablename__ = "comment_rule"
    __table_args__ = (
        CheckConstraint("kind IN ('word', 'network', 'sender')", name="kind"),
        CheckConstraint("act IN ('allow', 'hold', 'refuse')", name="act"),
        Index(None, "kind", "pattern", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    pattern: Mapped[str] = mapped_column(String(200))
    act: Mapped[str] = mapped_column(String(10), default="hold")
    ends_at: Mapped[datetime | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class NetworkSecret(Base):
    """The random key of a week's network hashes; it dies a month later."""

    __tablename__ = "network_secret"

    started_on: Mapped[date] = mapped_column(primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
