"""Who wants a letter when a comment is answered: columns of one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class Subscription(Base):
    """Somebody's wish for a letter when their comment is answered.

    `asked_at` is when the question was mailed whether it is really theirs, `confirmed_at` when they
    said so, `ended_at` when they had enough. `network_key` goes after 30 days.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index(None, "comment_id", "email", unique=True),
        Index(None, "email", "asked_at"),
        Index(None, "network_key", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    network_key: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    asked_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class MutedAddress(Base):
    """An address, as a keyed hash, to which readers' forms send no letters any more."""

    __tablename__ = "muted_address"

    email_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
