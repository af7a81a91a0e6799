"""Keep of which comments somebody who moderates is still to be told by mail.

A row is written with its comment and goes with the letter's task, so that none is told twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "202611230009"
down_revision = "202611230008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_notice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_comment_notice_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_comment_notice_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "comment_id", name=op.f("pk_comment_notice")),
    )
    op.create_index(op.f("ix_comment_notice_comment_id"), "comment_notice", ["comment_id"])
    op.add_column(
        "user",
        sa.Column("comment_mail", sa.String(length=10), nullable=False, server_default="waiting"),
    )
    op.add_column(
        "user",
        sa.Column(
            "comment_mail_rhythm", sa.String(length=10), nullable=False, server_default="hourly"
        ),
    )
    op.add_column("user", sa.Column("comment_mail_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("comment_mail_at", "comment_mail_rhythm", "comment_mail"):
        op.drop_column("user", name)
    op.drop_table("comment_notice")
