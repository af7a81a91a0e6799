"""Of which comments moderators are still to be told: columns of one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class Notice(Base):
    """A comment of which somebody who moderates is still to be told by mail."""

    __tablename__ = "comment_notice"
    __table_args__ = (Index(None, "comment_id"),)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
