"""Keep the random keys under which senders' networks are hashed.

A new one begins each week and dies a month later: then nothing tells whose hashes they were.
"""

import sqlalchemy as sa
from alembic import op

revision = "202611230007"
down_revision = "202611230006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "network_secret",
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("started_on", name=op.f("pk_network_secret")),
    )


def downgrade() -> None:
    op.drop_table("network_secret")
