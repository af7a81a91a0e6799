"""Let a post hold comments otherwise than the blog does, and pin one of them.

The pinned comment's number stands without a foreign key, which SQLite could add to a table only by
making it anew; numbers of comments are never used twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "202611230004"
down_revision = "202611230003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "post", sa.Column("comments_hold", sa.String(length=10), nullable=False, server_default="")
    )
    op.add_column("post", sa.Column("pinned_comment_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in ("pinned_comment_id", "comments_hold"):
        op.drop_column("post", name)
