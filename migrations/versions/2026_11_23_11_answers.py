"""Count the visible answers of every comment, not only of a thread's top.

Whether a hidden comment leaves a tombstone is read from its own row then, for as many as there are.
"""

from alembic import op

revision = "202611230011"
down_revision = "202611230010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE comment SET replies = (SELECT count(*) FROM comment AS answer"
        " WHERE answer.parent_id = comment.id AND answer.state = 'approved')"
        " WHERE root_id IS NOT NULL"
        " AND id IN (SELECT parent_id FROM comment WHERE state = 'approved')"
    )


def downgrade() -> None:
    op.execute("UPDATE comment SET replies = 0 WHERE root_id IS NOT NULL")
