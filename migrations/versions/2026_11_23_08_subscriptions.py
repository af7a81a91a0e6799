"""Keep who asked for a letter when a comment is answered, and who wants no letters at all."""

import sqlalchemy as sa
from alembic import op

revision = "202611230008"
down_revision = "202611230007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("network_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_subscription_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(
        op.f("ix_subscription_comment_id_email"),
        "subscription",
        ["comment_id", "email"],
        unique=True,
    )
    op.create_index(op.f("ix_subscription_email_asked_at"), "subscription", ["email", "asked_at"])
    op.create_index(
        op.f("ix_subscription_network_key_asked_at"), "subscription", ["network_key", "asked_at"]
    )
    op.create_table(
        "muted_address",
        sa.Column("email_key", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email_key", name=op.f("pk_muted_address")),
    )


def downgrade() -> None:
    op.drop_table("muted_address")
    op.drop_table("subscription")
