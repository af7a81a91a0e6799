"""By which terms a post is compared, and which posts are most like it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class PostTerm(Base):
    """How much one of its most telling terms weighs in a post."""

    __tablename__ = "post_term"
    __table_args__ = (Index(None, "post_id"),)

    term: Mapped[str] = mapped_column(String(80), primary_key=True)
    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    weight: Mapped[float]


class Related(Base):
    """The posts most like a post, the likest first; whoever reads them asks whether they show."""

    __tablename__ = "related"
    __table_args__ = (Index(None, "other_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    other_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
