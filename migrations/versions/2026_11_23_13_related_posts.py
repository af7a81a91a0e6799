"""Keep which posts are alike, and by which terms; renewed by a task when a post changes."""

import sqlalchemy as sa
from alembic import op

revision = "202611230013"
down_revision = "202611230012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_term",
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_term_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("term", "post_id", name=op.f("pk_post_term")),
    )
    op.create_index(op.f("ix_post_term_post_id"), "post_term", ["post_id"])
    op.create_table(
        "related",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_related_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["post.id"], name=op.f("fk_related_other_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "rank", name=op.f("pk_related")),
    )
    op.create_index(op.f("ix_related_other_id"), "related", ["other_id"])


def downgrade() -> None:
    op.drop_table("related")
    op.drop_table("post_term")
