"""Addresses that were asked for in vain: columns of one row. Redirects are `posts.models.Alias`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class Miss(Base):
    """An address that readers asked for and that answered 404, how often, and when last."""

    __tablename__ = "miss"
    __table_args__ = (Index(None, "last_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(1000))
    path_key: Mapped[str] = mapped_column(String(1000), unique=True)
    hits: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=now)
