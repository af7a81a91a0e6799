"""Work that waits: columns of one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now

# The pauses between them add up to a day; after the last one a task is given up.
MOST_ATTEMPTS = 10


class Task(Base):
    """Something to do once its transaction is committed, tried again with longer and longer pauses.

    `kind` names the function that does it, `arguments` are JSON. `due_at` is when it may be tried
    next; a finished task's row is gone.
    """

    __tablename__ = "task"
    __table_args__ = (Index(None, "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    problem: Mapped[str] = mapped_column(Text, default="")
