"""Count who asked for a link to their comments, so that nobody is mailed too many of them.

Rows hold hashes alone and go after a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "202611230010"
down_revision = "202611230009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(length=64), nullable=False),
        sa.Column("network_key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_request")),
    )
    op.create_index(op.f("ix_link_request_email_key_at"), "link_request", ["email_key", "at"])
    op.create_index(op.f("ix_link_request_network_key_at"), "link_request", ["network_key", "at"])


def downgrade() -> None:
    op.drop_table("link_request")
