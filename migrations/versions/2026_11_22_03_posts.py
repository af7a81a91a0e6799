"""Keep posts, their old addresses and the archive's counters.

Months are counted here because GROUP BY over all posts grows with the blog.
"""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "202611220003"
down_revision = "202611220002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=True),
        sa.Column("path_key", sa.String(length=1000), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_format", sa.String(length=10), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("picture_alt", sa.Text(), nullable=False),
        sa.Column("featured_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("comments_policy", sa.String(length=10), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=True),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("was_public", sa.Boolean(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("render_version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("legacy_id", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "comments_policy IN ('open', 'closed', 'hidden')", name=op.f("ck_post_comments_policy")
        ),
        sa.CheckConstraint("kind IN ('post', 'page')", name=op.f("ck_post_kind")),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'trashed')", name=op.f("ck_post_status")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_post_author_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["featured_id"],
            ["media.id"],
            name=op.f("fk_post_featured_id_media"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("legacy_id", name=op.f("uq_post_legacy_id")),
        sa.UniqueConstraint("path_key", name=op.f("uq_post_path_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_post_by_change", "post", ["kind", "status", "updated_at", "published_at", "id"]
    )
    op.create_index("ix_post_by_author", "post", ["author_id", "status", "published_at", "id"])
    op.create_index("ix_post_stream", "post", ["kind", "status", "published_at", "id"])
    op.create_index(
        "ix_post_uncounted",
        "post",
        ["published_at"],
        sqlite_where=sa.text("status = 'published' AND NOT is_counted"),
        postgresql_where=sa.text("status = 'published' AND NOT is_counted"),
    )
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("path_key", sa.String(length=1000), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(length=2000), nullable=True),
        sa.CheckConstraint(
            "(post_id IS NULL) <> (target IS NULL)", name=op.f("ck_alias_one_target")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_alias_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("path_key", name=op.f("uq_alias_path_key")),
    )
    op.create_index(op.f("ix_alias_post_id"), "alias", ["post_id"])
    op.create_table(
        "month",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "month", name=op.f("pk_month")),
    )


def downgrade() -> None:
    op.drop_table("month")
    op.drop_table("alias")
    op.drop_table("post")
