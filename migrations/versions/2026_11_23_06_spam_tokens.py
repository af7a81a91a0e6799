"""Keep how often the filter saw each word in comments that were welcome, and in spam."""

import sqlalchemy as sa
from alembic import op

revision = "202611230006"
down_revision = "202611230005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spam_token",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("ham", sa.Integer(), nullable=False),
        sa.Column("spam", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_spam_token")),
    )


def downgrade() -> None:
    op.drop_table("spam_token")
