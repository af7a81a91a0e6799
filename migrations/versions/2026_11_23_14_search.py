"""Index the words of posts and comments: the tokens are ours, the same on both databases."""

from alembic import op

revision = "202611230014"
down_revision = "202611230013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE post_words USING fts5(title, body, content='',"
            " contentless_delete=1, tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_{|}~'\")"
        )
        return
    op.execute("CREATE TABLE post_words (post_id integer PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_post_words_words ON post_words USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE post_words")
