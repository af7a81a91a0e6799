"""Keep the newest post of each blog that a list of links follows by its feed."""

import sqlalchemy as sa
from alembic import op

revision = "202611230017"
down_revision = "202611230016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "followed_feed",
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("feed", sa.String(length=1000), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_followed_feed")),
    )


def downgrade() -> None:
    op.drop_table("followed_feed")
