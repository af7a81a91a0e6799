"""Comments: columns of one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now

# Readers see approved comments alone.
STATES = ("pending", "approved", "spam", "deleted")
# To its writer these look the same: whoever sends spam is not told what the filter knows.
WAITING = ("pending", "spam")


def edition(edited_at: datetime | None) -> str:
    """Which of a comment's words somebody has before them, as forms name them; "" the first."""
    return edited_at.isoformat() if edited_at else ""


class Comment(Base):
    """A comment or a reply.

    `root_id` is the top of its thread, NULL for the top itself. `replies` counts visible comments:
    for the top of a thread all below it, for others those that answer it. A hidden comment that has
    some is shown as a tombstone.
    `content_key` is a hash of what was sent: the same text sent twice is one comment. `network_key`
    is a hash of the sender's network under a key that rotates, emptied after 30 days.

    `verdict` is what was decided when it came, `reasons` why (see `blog.moderation`), and
    `spam_probability`, between 0 and 1, what the filter thought of it; all three are empty for what
    nobody judged.
    `learnt_as` is ham or spam once the filter has learnt from it. `is_trusted` marks a comment
    whose writer a moderator trusts. `updated_at` is when it last came into another state here, or
    got other words, `shown_at` since when readers see it, `edited_at` when its writer last changed
    it. What was erased has neither words nor names any more, only its place.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'approved', 'spam', 'deleted')", name="state"),
        # A page of threads, and the replies of a thread, each oldest first.
        Index(
            "ix_comment_roots",
            "post_id",
            "created_at",
            "id",
            sqlite_where=text("root_id IS NULL"),
            postgresql_where=text("root_id IS NULL"),
        ),
        Index("ix_comment_replies", "root_id", "created_at", "id"),
        # A post's feed and the old anchors; the database's own look when a post goes.
        Index("ix_comment_by_post", "post_id", "created_at", "id"),
        Index("ix_comment_latest", "state", "created_at", "id"),
        Index("ix_comment_by_network", "network_key", "created_at"),
        # What one person wrote, where they gave their address.
        Index(
            "ix_comment_by_email",
            "author_email",
            "state",
            sqlite_where=text("author_email <> ''"),
            postgresql_where=text("author_email <> ''"),
        ),
        # What is new to readers since they looked last.
        Index("ix_comment_by_shown", "post_id", "shown_at"),
        Index(None, "parent_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    depth: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200))
    author_email: Mapped[str] = mapped_column(String(254), default="")
    author_url: Mapped[str] = mapped_column(String(500), default="")
    source: Mapped[str] = mapped_column(Text)
    source_format: Mapped[str] = mapped_column(String(10), default="markdown")
    html: Mapped[str] = mapped_column(Text)
    render_version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="approved")
    origin: Mapped[str] = mapped_column(String(20), default="form")
    anchor: Mapped[str | None] = mapped_column(String(100))
    legacy_id: Mapped[str | None] = mapped_column(String(300), unique=True)
    content_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    network_key: Mapped[str | None] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(10), default="", server_default="")
    reasons: Mapped[list[dict[str, object]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )
    spam_probability: Mapped[float | None] = mapped_column(Float)
    learnt_as: Mapped[str] = mapped_column(String(4), default="", server_default="")
    is_trusted: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    shown_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def edition(self) -> str:
        """Which words it has now."""
        return edition(self.edited_at)

    @property
    def is_edited_since(self) -> bool:
        """Whether its writer changed it after it last came into another state."""
        return self.edited_at is not None and self.edited_at >= self.updated_at
