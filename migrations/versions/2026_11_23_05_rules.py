"""Keep lists of words and networks whose comments are let through, held or refused."""

import sqlalchemy as sa
from alembic import op

revision = "202611230005"
down_revision = "202611230004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("pattern", sa.String(length=200), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('word', 'network', 'sender')", name=op.f("ck_comment_rule_kind")
        ),
        sa.CheckConstraint("act IN ('allow', 'hold', 'refuse')", name=op.f("ck_comment_rule_act")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_comment_rule_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_rule")),
    )
    op.create_index(
        op.f("ix_comment_rule_kind_pattern"), "comment_rule", ["kind", "pattern"], unique=True
    )


def downgrade() -> None:
    op.drop_table("comment_rule")
