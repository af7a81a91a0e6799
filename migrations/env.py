"""Runs migrations: each in one transaction, and no child row is ever lost to a rebuilt parent."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

database = current_app.extensions["migrate"].db


def is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """Leave tables alone that others keep in the same database."""
    return kind != "table" or name in database.metadata.tables or name == "alembic_version"


def migrate(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # Before BEGIN, where alone it has effect: rebuilding a table drops it for a moment, and
        # with foreign keys on that deletes every row that refers to it.
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
    else:
        connection.execute(text("SET statement_timeout = 0"))
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        transaction_per_migration=not is_sqlite,
        render_as_batch=True,
        include_name=is_ours,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"rows would lose their parents: {broken[:5]}")
    connection.invalidate()  # The settings above must not live on in the pool.


with database.engine.connect() as connection:
    migrate(connection)
