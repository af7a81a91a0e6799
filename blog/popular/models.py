"""The ranking of posts, made ahead of time from views."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class PopularRank(Base):
    """The precomputed order of posts in one range: week, month, year or all."""

    __tablename__ = "popular_rank"
    __table_args__ = (Index(None, "post_id"),)

    range: Mapped[str] = mapped_column(String(10), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    views: Mapped[int]
