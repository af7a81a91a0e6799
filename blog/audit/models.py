"""The audit log: columns of one line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class AuditLine(Base):
    """One act of a person; the name stays when the person is gone.

    `action` reads `post.publish`; `subject` names what it was done to, as it was called then, and
    `subject_id` its number if it has one.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at", "id"), Index(None, "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(200), default="")
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(Text, default="")
    subject_id: Mapped[int | None]
