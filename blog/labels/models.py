"""Labels and which posts carry them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class Label(Base):
    """A label; `posts` counts its public posts, save those that fell due and are not folded in.

    The posts of one that `is_series` are parts, read in order of their publication.
    """

    __tablename__ = "label"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    posts: Mapped[int] = mapped_column(default=0)
    is_series: Mapped[bool] = mapped_column(default=False, server_default=false())


class PostLabel(Base):
    """One label on one post."""

    __tablename__ = "post_label"
    __table_args__ = (Index(None, "label_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    label_id: Mapped[int] = mapped_column(
        ForeignKey("label.id", ondelete="CASCADE"), primary_key=True
    )
