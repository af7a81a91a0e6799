"""Keep since when readers see a comment, and when its writer changed or erased it.

A comment that waited is new to readers on the day of its approval, not of its writing.
"""

import sqlalchemy as sa
from alembic import op

revision = "202611230002"
down_revision = "202611230001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comment", sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("comment", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("comment", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_comment_by_shown", "comment", ["post_id", "shown_at"])


def downgrade() -> None:
    op.drop_index("ix_comment_by_shown", "comment")
    for name in ("erased_at", "edited_at", "shown_at"):
        op.drop_column("comment", name)
