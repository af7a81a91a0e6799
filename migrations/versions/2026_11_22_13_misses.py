"""Count the addresses that are asked for in vain."""

import sqlalchemy as sa
from alembic import op

revision = "202611220013"
down_revision = "202611220012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "miss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("path_key", sa.String(length=1000), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_miss")),
        sa.UniqueConstraint("path_key", name=op.f("uq_miss_path_key")),
    )
    op.create_index(op.f("ix_miss_last_at"), "miss", ["last_at"])


def downgrade() -> None:
    op.drop_table("miss")
