"""Keep which posts are alike, and by which terms; a job renews it for what changed."""

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
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_term_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("term", "post_id", name=op.f("pk_post_term")),
    )
    op.create_index(op.f("ix_post_term_post_id"), "post_term", ["post_id"])
    op.create_table(
        "term_count",
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_term_count")),
    )
    op.create_table(
        "related",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_related_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["post.id"], name=op.f("fk_related_other_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "other_id", name=op.f("pk_related")),
    )
    op.create_index(op.f("ix_related_other_id"), "related", ["other_id"])
    op.create_table(
        "uncompared",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("is_weighed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("asked", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_uncompared_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_uncompared")),
    )
    op.create_index(
        op.f("ix_uncompared_is_weighed_post_id"), "uncompared", ["is_weighed", "post_id"]
    )
    # What is there already was never compared.
    op.execute(
        "INSERT INTO uncompared (post_id) "
        "SELECT id FROM post WHERE kind = 'post' AND status = 'published'"
    )


def downgrade() -> None:
    op.drop_table("uncompared")
    op.drop_table("related")
    op.drop_table("term_count")
    op.drop_table("post_term")
