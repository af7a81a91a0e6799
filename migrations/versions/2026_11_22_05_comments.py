"""Keep comments.

The partial index over roots serves one page of threads whatever their number.
"""

import sqlalchemy as sa
from alembic import op

from blog.db import UtcDateTime

revision = "202611220005"
down_revision = "202611220004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("author_email", sa.String(length=254), nullable=False),
        sa.Column("author_url", sa.String(length=500), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_format", sa.String(length=10), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("render_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("anchor", sa.String(length=100), nullable=True),
        sa.Column("legacy_id", sa.String(length=300), nullable=True),
        sa.Column("content_key", sa.String(length=64), nullable=True),
        sa.Column("network_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'spam', 'deleted')", name=op.f("ck_comment_state")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["comment.id"],
            name=op.f("fk_comment_parent_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_comment_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["comment.id"], name=op.f("fk_comment_root_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_comment_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("content_key", name=op.f("uq_comment_content_key")),
        sa.UniqueConstraint("legacy_id", name=op.f("uq_comment_legacy_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comment_by_network", "comment", ["network_key", "created_at"])
    op.create_index("ix_comment_by_post", "comment", ["post_id", "created_at", "id"])
    op.create_index("ix_comment_latest", "comment", ["state", "created_at", "id"])
    op.create_index(op.f("ix_comment_parent_id"), "comment", ["parent_id"])
    op.create_index("ix_comment_replies", "comment", ["root_id", "created_at", "id"])
    op.create_index(
        "ix_comment_roots",
        "comment",
        ["post_id", "created_at", "id"],
        sqlite_where=sa.text("root_id IS NULL"),
        postgresql_where=sa.text("root_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("comment")
