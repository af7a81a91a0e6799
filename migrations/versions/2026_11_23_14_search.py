"""Index the words of posts and comments: the tokens are ours, the same on both databases."""

import sqlalchemy as sa
from alembic import op

revision = "202611230014"
down_revision = "202611230013"
branch_labels = None
depends_on = None

# Our tokens hold letters, digits and these signs; each is kept whole. A Chinese letter alone is
# asked for as the beginning of a pair, so that beginnings of one letter are indexed, too.
FULL_TEXT = (
    "CREATE VIRTUAL TABLE {name} USING fts5(stream, marks,{content} prefix='1 2 3',"
    " tokenize=\"ascii tokenchars '+#.%=@|_'\")"
)
# The texts stand in their own tables. SQLite before 3.43 deletes nothing that it holds no copy of.
WITHOUT_COPY, SINCE = " content='', contentless_delete=1,", (3, 43)
# What goes by a cascade goes from the index as well.
TRIGGER = (
    "CREATE TRIGGER {name}_removal AFTER DELETE ON {owner}"
    " BEGIN DELETE FROM {name} WHERE rowid = old.{key}; END"
)
INDEXES = (
    ("post_index", "indexed_post", "place", "bigint"),
    ("comment_index", "indexed_comment", "comment_id", "integer"),
)


def upgrade() -> None:
    op.create_table(
        "indexed_post",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("was_told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name="fk_indexed_post_post_id_post", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name="pk_indexed_post"),
        sa.UniqueConstraint("place", name="uq_indexed_post_place"),
    )
    op.create_index("ix_indexed_post_edition", "indexed_post", ["edition"])
    op.create_index(
        "ix_indexed_post_untold",
        "indexed_post",
        ["place"],
        sqlite_where=sa.text("NOT is_told"),
        postgresql_where=sa.text("NOT is_told"),
    )
    op.create_table(
        "indexed_comment",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name="fk_indexed_comment_comment_id_comment",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name="pk_indexed_comment"),
    )
    op.create_index("ix_indexed_comment_edition", "indexed_comment", ["edition"])
    op.create_table(
        "known_word",
        sa.Column(
            "word",
            sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("initial", sa.String(1), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_known_word"),
    )
    op.create_index(
        "ix_known_word_initial_length_posts_word",
        "known_word",
        ["initial", "length", "posts", "word"],
    )
    for name, owner, key, type_ in INDEXES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(FULL_TEXT.format(name=name, content=_content()))
            op.execute(TRIGGER.format(name=name, owner=owner, key=key))
            continue
        op.execute(
            f"CREATE TABLE {name} (place {type_} PRIMARY KEY REFERENCES {owner} ({key})"
            " ON DELETE CASCADE, stream text NOT NULL, words tsvector NOT NULL)"
        )
        # The wide columns stand aside, so that counting through many matches reads few pages.
        op.execute(f"ALTER TABLE {name} SET (toast_tuple_target = 128)")
        op.execute(f"CREATE INDEX ix_{name}_words ON {name} USING gin (words)")


def _content() -> str:
    version = op.get_bind().scalar(sa.text("SELECT sqlite_version()"))
    return WITHOUT_COPY if tuple(map(int, version.split("."))) >= SINCE else ""


def downgrade() -> None:
    for name, _owner, _key, _type in INDEXES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}_removal")
        op.execute(f"DROP TABLE {name}")
    op.drop_table("known_word")
    op.drop_table("indexed_comment")
    op.drop_table("indexed_post")
