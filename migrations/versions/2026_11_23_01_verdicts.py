"""Keep what was decided about a comment when it came, and why."""

import sqlalchemy as sa
from alembic import op

revision = "202611230001"
down_revision = "202611220015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "comment", sa.Column("verdict", sa.String(length=10), nullable=False, server_default="")
    )
    op.add_column("comment", sa.Column("reasons", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("comment", sa.Column("spam_probability", sa.Float(), nullable=True))
    op.add_column(
        "comment", sa.Column("learnt_as", sa.String(length=4), nullable=False, server_default="")
    )
    op.add_column(
        "comment",
        sa.Column("is_trusted", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_comment_by_email",
        "comment",
        ["author_email", "state"],
        sqlite_where=sa.text("author_email <> ''"),
        postgresql_where=sa.text("author_email <> ''"),
    )


def downgrade() -> None:
    op.drop_index("ix_comment_by_email", "comment")
    for name in ("is_trusted", "learnt_as", "spam_probability", "reasons", "verdict"):
        op.drop_column("comment", name)
