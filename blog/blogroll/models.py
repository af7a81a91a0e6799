"""What is known of the feeds that a list of links follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class FollowedFeed(Base):
    """A followed address and the newest post of its feed.

    `feed` is where the feed was found, `etag` what its server calls the edition that was read.
    `fault` is the word for why it could not be read last time, "" where it could.
    """

    __tablename__ = "followed_feed"

    address: Mapped[str] = mapped_column(String(1000), primary_key=True)
    feed: Mapped[str] = mapped_column(String(1000), default="")
    etag: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(200), default="")
