"""Posts and pages, their old addresses, and the archive's counters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now


class Post(Base):
    """A post, or a page (a post outside the stream).

    `source` is what was written; `html`, `lead` (up to the jump break), `summary` and `text` are
    made from it when it is saved, by the rendering of `render_version`. `path` is the post's own
    address to the letter, `path_key` the form that addresses are compared in. *Scheduled* means
    published with `published_at` ahead. `is_counted` tells that labels and archive count it.
    `excerpt`, `written_language` and `written_direction` are the author's own choice, which wins
    over what the renderer finds. `is_ranked` tells that it may be among the popular posts.
    `comments_hold` tells which comments wait for a moderator, "" as on the whole blog. `version`
    grows with each save; a save that began at an older one is a conflict.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("kind IN ('post', 'page')", name="kind"),
        CheckConstraint("status IN ('draft', 'published', 'trashed')", name="status"),
        CheckConstraint("comments_policy IN ('open', 'closed', 'hidden')", name="comments_policy"),
        Index("ix_post_stream", "kind", "status", "published_at", "id"),
        # Feeds in order of change, and the sitemap's latest change, without reading long texts.
        Index("ix_post_by_change", "kind", "status", "updated_at", "published_at", "id"),
        Index("ix_post_by_author", "author_id", "status", "published_at", "id"),
        # The few posts that fell due since the last count; see posts.queries.
        Index(
            "ix_post_uncounted",
            "published_at",
            sqlite_where=text("status = 'published' AND NOT is_counted"),
            postgresql_where=text("status = 'published' AND NOT is_counted"),
        ),
        # The writing rooms' list of posts, newest change first.
        Index("ix_post_desk", "kind", "updated_at", "id"),
        Index(
            "ix_post_pinned",
            "published_at",
            sqlite_where=text("is_pinned"),
            postgresql_where=text("is_pinned"),
        ),
        Index(
            "ix_post_unranked",
            "updated_at",
            sqlite_where=text("NOT is_ranked"),
            postgresql_where=text("NOT is_ranked"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), default="post")
    status: Mapped[str] = mapped_column(String(10), default="draft")
    title: Mapped[str] = mapped_column(Text, default="")
    path: Mapped[str | None] = mapped_column(String(1000))
    path_key: Mapped[str | None] = mapped_column(String(1000), unique=True)
    source: Mapped[str] = mapped_column(Text, default="")
    source_format: Mapped[str] = mapped_column(String(10), default="markdown")
    html: Mapped[str] = mapped_column(Text, default="")
    lead: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[int] = mapped_column(default=0)
    description: Mapped[str] = mapped_column(Text, default="")
    excerpt: Mapped[str] = mapped_column(Text, default="", server_default="")
    written_language: Mapped[str | None] = mapped_column(String(35))
    written_direction: Mapped[str | None] = mapped_column(String(3))
    is_pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_ranked: Mapped[bool] = mapped_column(default=True, server_default=true())
    language: Mapped[str | None] = mapped_column(String(35))
    direction: Mapped[str] = mapped_column(String(3), default="ltr")
    picture: Mapped[str | None] = mapped_column(Text)
    picture_alt: Mapped[str] = mapped_column(Text, default="")
    featured_id: Mapped[int | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    comments_policy: Mapped[str] = mapped_column(String(10), default="open")
    comments_hold: Mapped[str] = mapped_column(String(10), default="", server_default="")
    comments: Mapped[int] = mapped_column(default=0)
    pinned_comment_id: Mapped[int | None]
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    was_public: Mapped[bool] = mapped_column(default=False)
    is_counted: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    render_version: Mapped[int] = mapped_column(default=0)
    origin: Mapped[str] = mapped_column(String(20), default="own")
    legacy_id: Mapped[str | None] = mapped_column(String(300), unique=True)

    def is_public(self, at: datetime) -> bool:
        """Whether readers may see it at that moment."""
        return (
            self.status == "published" and self.published_at is not None and self.published_at <= at
        )


class Alias(Base):
    """An old address that answers with one 301, to a post or to another address."""

    __tablename__ = "alias"
    __table_args__ = (
        CheckConstraint("(post_id IS NULL) <> (target IS NULL)", name="one_target"),
        Index(None, "post_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(1000))
    path_key: Mapped[str] = mapped_column(String(1000), unique=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    target: Mapped[str | None] = mapped_column(String(2000))


class Month(Base):
    """How many public posts a month holds, months being those of the blog's time zone."""

    __tablename__ = "month"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    posts: Mapped[int] = mapped_column(default=0)


class Revision(Base):
    """What a post said at one of its versions, and who saved that."""

    __tablename__ = "revision"
    __table_args__ = (Index(None, "post_id", "version", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    source_format: Mapped[str] = mapped_column(String(10), default="markdown")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Autosave(Base):
    """What a person typed and has not saved yet: one row per post and person.

    `slot` is `post-<id>`, or `new-post` and `new-page` for what has no number yet. `fields` are the
    form's fields as they were typed; `version` is the post's version that the typing began at.
    """

    __tablename__ = "autosave"
    __table_args__ = (Index(None, "user_id", "slot", unique=True), Index(None, "post_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    slot: Mapped[str] = mapped_column(String(40))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(default=0)
    fields: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[datetime] = mapped_column(default=now)
