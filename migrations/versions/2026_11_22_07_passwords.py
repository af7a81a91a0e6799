"""Let people sign in: password, second factor, and whether they are shut out."""

import sqlalchemy as sa
from alembic import op

revision = "202611220007"
down_revision = "202611220006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("password_hash", sa.Text()))
    op.add_column("user", sa.Column("totp_secret", sa.String(length=64)))
    op.add_column("user", sa.Column("totp_step", sa.Integer()))
    op.add_column("user", sa.Column("disabled_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("user", "disabled_at")
    op.drop_column("user", "totp_step")
    op.drop_column("user", "totp_secret")
    op.drop_column("user", "password_hash")
