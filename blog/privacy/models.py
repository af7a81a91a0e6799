"""How often a link to somebody's comments was asked for: columns of one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class LinkRequest(Base):
    """Somebody asked for the link to all comments of an address, which is kept as a keyed hash.

    Rows are there whether the address has comments or not, and go after a day.
    """

    __tablename__ = "link_request"
    __table_args__ = (Index(None, "email_key", "at"), Index(None, "network_key", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str] = mapped_column(String(64))
    network_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)
