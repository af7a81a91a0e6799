"""Imports that were begun in the admin: columns of one run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class ImportRun(Base):
    """One uploaded export, how far its import has come, and what the report says.

    `file` is the name that the upload has in the data folder, `filename` what it was called. A run
    has two stages: first the file is looked at, then, if the owner says so, it is brought in.
    `state` is that of the present stage; `report` holds the stage, how often it was begun, and what
    each has found.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'refused', 'failed')", name="state"
        ),
        Index(None, "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    file: Mapped[str] = mapped_column(String(100))
    filename: Mapped[str] = mapped_column(String(300), default="")
    blog: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    problem: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    @property
    def stage(self) -> str:
        """`look` or `import`."""
        return str(self.report.get("stage", "look"))

    @property
    def is_at_work(self) -> bool:
        """Whether something is still to be done or being done."""
        return self.state in ("waiting", "running")
