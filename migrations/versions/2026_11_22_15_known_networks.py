"""Keep from which networks a person has signed in, so that others' failures cannot lock them out.

A network is a keyed hash of its address, forgotten some months after the last sign-in.
"""

import sqlalchemy as sa
from alembic import op

revision = "202611220015"
down_revision = "202611220014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_network",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("network_key", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_known_network_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_network")),
    )
    op.create_index(
        op.f("ix_known_network_user_id_network_key"),
        "known_network",
        ["user_id", "network_key"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_table("known_network")
