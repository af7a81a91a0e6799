"""Comments that readers see were shown when they were written; e-mail is kept in lower case."""

from alembic import op

revision = "202611230003"
down_revision = "202611230002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE comment SET shown_at = created_at WHERE state = 'approved'")
    op.execute("UPDATE comment SET author_email = lower(author_email) WHERE author_email <> ''")


def downgrade() -> None:
    """How an address was typed is not known any more; `shown_at` goes one step further down."""
