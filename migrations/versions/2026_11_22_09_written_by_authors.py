"""Let an author's own summary, language and direction win, and pin posts."""

import sqlalchemy as sa
from alembic import op

revision = "202611220009"
down_revision = "202611220008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("excerpt", sa.Text(), server_default="", nullable=False))
    op.add_column("post", sa.Column("written_language", sa.String(length=35)))
    op.add_column("post", sa.Column("written_direction", sa.String(length=3)))
    op.add_column(
        "post", sa.Column("is_pinned", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index("ix_post_desk", "post", ["kind", "updated_at", "id"])
    op.create_index(
        "ix_post_pinned",
        "post",
        ["published_at"],
        sqlite_where=sa.text("is_pinned"),
        postgresql_where=sa.text("is_pinned"),
    )


def downgrade() -> None:
    op.drop_index("ix_post_pinned", "post")
    op.drop_index("ix_post_desk", "post")
    op.drop_column("post", "is_pinned")
    op.drop_column("post", "written_direction")
    op.drop_column("post", "written_language")
    op.drop_column("post", "excerpt")
