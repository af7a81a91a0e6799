"""Let an owner keep a post out of the popular ones."""

import sqlalchemy as sa
from alembic import op

revision = "202611230012"
down_revision = "202611230011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "post",
        sa.Column("is_ranked", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.create_index(
        "ix_post_unranked",
        "post",
        ["updated_at"],
        sqlite_where=sa.text("NOT is_ranked"),
        postgresql_where=sa.text("NOT is_ranked"),
    )


def downgrade() -> None:
    op.drop_index("ix_post_unranked", "post")
    op.drop_column("post", "is_ranked")
