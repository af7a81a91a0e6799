"""Let the posts of a label be parts that are read in order."""

import sqlalchemy as sa
from alembic import op

revision = "202611230016"
down_revision = "202611230015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "label",
        sa.Column("is_series", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("label", "is_series")
