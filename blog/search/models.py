"""Which posts and comments are indexed, and the words to guess by.

The index itself is the database's own: see `queries`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    column,
    table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class IndexedPost(Base):
    """Where a post or page stands in the index.

    `place` grows with the moment of publication, so that the newest matches are the last ones.
    `edition` is that of the tokens, 0 for what must be indexed anew. `is_told` tells that the
    words of a public post are among those to guess by, `was_told` that they were once.
    """

    __tablename__ = "indexed_post"
    __table_args__ = (
        Index(None, "edition"),
        Index(
            "ix_indexed_post_untold",
            "place",
            sqlite_where=text("NOT is_told"),
            postgresql_where=text("NOT is_told"),
        ),
    )

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(BigInteger, unique=True)
    edition: Mapped[int]
    is_told: Mapped[bool] = mapped_column(default=False)
    was_told: Mapped[bool] = mapped_column(default=False)


class IndexedComment(Base):
    """That a comment is in the index."""

    __tablename__ = "indexed_comment"
    __table_args__ = (Index(None, "edition"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    edition: Mapped[int]


class KnownWord(Base):
    """A word of public posts, and in about how many it was met."""

    __tablename__ = "known_word"
    __table_args__ = (Index(None, "initial", "length", "posts", "word"),)

    # In one order on both databases.
    word: Mapped[str] = mapped_column(
        String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True
    )
    initial: Mapped[str] = mapped_column(String(1))
    length: Mapped[int]
    posts: Mapped[int] = mapped_column(default=1)


# The index proper, laid by a migration beside the models: full-text tables of SQLite, whose rows go
# by `rowid`, or tables of PostgreSQL with a tsvector, whose rows go by `place`.
POSTS, COMMENTS = (
    table(name, *map(column, ("rowid", "place", "stream", "marks", "words")))
    for name in ("post_index", "comment_index")
)
