"""Remember who uploaded a picture, and what its file was called.

SQLite rebuilds the table, since it can add no foreign key to one that is there.
"""

import sqlalchemy as sa
from alembic import op

revision = "202611220011"
down_revision = "202611220010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("media") as table:
        table.add_column(
            sa.Column("filename", sa.String(length=300), server_default="", nullable=False)
        )
        table.add_column(sa.Column("user_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_media_user_id_user"), "user", ["user_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_media_created_at_id"), "media", ["created_at", "id"])
    op.create_index(op.f("ix_media_user_id"), "media", ["user_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_media_user_id"), "media")
    op.drop_index(op.f("ix_media_created_at_id"), "media")
    with op.batch_alter_table("media") as table:
        table.drop_constraint(op.f("fk_media_user_id_user"), type_="foreignkey")
        table.drop_column("user_id")
        table.drop_column("filename")
