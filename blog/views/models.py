"""Views by day, and who was seen today: columns of one row."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class DailyViews(Base):
    """Views of one post on one day of the blog's time zone."""

    __tablename__ = "daily_views"
    # Sums of days and of posts are read from the index alone, without the rows.
    __table_args__ = (Index("ix_daily_views_by_day", "day", "post_id", "views"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)


class ViewSeen(Base):
    """A reader counted today, by a hash that means nothing once the day's salt is gone."""

    __tablename__ = "view_seen"

    day: Mapped[date] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    visitor: Mapped[str] = mapped_column(String(43), primary_key=True)


class ReaderSeen(Base):
    """A reader of the blog counted today, whatever the post; by the same hash."""

    __tablename__ = "reader_seen"

    day: Mapped[date] = mapped_column(primary_key=True)
    visitor: Mapped[str] = mapped_column(String(43), primary_key=True)


class DailySalt(Base):
    """The random key of the day's visitor hashes; it dies with the day."""

    __tablename__ = "daily_salt"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))


class DailySource(Base):
    """How many views came from one host on one day; "" stands for no host.

    Views of those who came from the blog's own pages are left out, and hosts beyond the room of a
    day are one: sources.OTHER.
    """

    __tablename__ = "daily_source"

    day: Mapped[date] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(String(253), primary_key=True)
    views: Mapped[int]


class DailyDevice(Base):
    """How many views a coarse kind of device had on one day: phone, tablet or computer."""

    __tablename__ = "daily_device"

    day: Mapped[date] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(String(10), primary_key=True)
    views: Mapped[int]


class DailyReaders(Base):
    """How many different readers the whole blog had on one day."""

    __tablename__ = "daily_readers"

    day: Mapped[date] = mapped_column(primary_key=True)
    readers: Mapped[int]
