"""By which terms posts are compared, which are most alike, and which wait to be compared."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class PostTerm(Base):
    """How much one of its most telling terms weighs in a published post.

    Weights are whole numbers, so that both databases add up the same likeness.
    """

    __tablename__ = "post_term"
    __table_args__ = (Index(None, "post_id"),)

    term: Mapped[str] = mapped_column(String(80), primary_key=True)
    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    weight: Mapped[int]


class TermCount(Base):
    """How many posts hold a term, of those that were counted last; the row of "" counts them all.

    A term without a row stands in one of them at most.
    """

    __tablename__ = "term_count"

    term: Mapped[str] = mapped_column(String(80), primary_key=True)
    posts: Mapped[int]


class Related(Base):
    """A post that is like another one; whoever reads them asks whether they show."""

    __tablename__ = "related"
    __table_args__ = (Index(None, "other_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    likeness: Mapped[int]


class Uncompared(Base):
    """A post that changed since it was compared with the others; a job sees to it.

    `is_weighed` tells that its terms are there already, so that only its likes are to be found.
    `asked` grows with each change, so that one in the middle of the work is seen to as well.
    """

    __tablename__ = "uncompared"
    __table_args__ = (Index(None, "is_weighed", "post_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    is_weighed: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked: Mapped[int] = mapped_column(default=1, server_default="1")
