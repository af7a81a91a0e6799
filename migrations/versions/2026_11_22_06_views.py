"""Keep views and the ranking made from them.

Who was seen and the salt of the day are emptied when the day ends; only the sums stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "202611220006"
down_revision = "202611220005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daily_views",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_daily_views_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "day", name=op.f("pk_daily_views")),
    )
    op.create_index(op.f("ix_daily_views_day"), "daily_views", ["day"])
    op.create_table(
        "view_seen",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(length=43), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_view_seen_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day", "post_id", "visitor", name=op.f("pk_view_seen")),
    )
    op.create_table(
        "daily_salt",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_salt")),
    )
    op.create_table(
        "popular_rank",
        sa.Column("range", sa.String(length=10), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_popular_rank_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("range", "rank", name=op.f("pk_popular_rank")),
    )
    op.create_index(op.f("ix_popular_rank_post_id"), "popular_rank", ["post_id"])


def downgrade() -> None:
    op.drop_table("popular_rank")
    op.drop_table("daily_salt")
    op.drop_table("view_seen")
    op.drop_table("daily_views")
