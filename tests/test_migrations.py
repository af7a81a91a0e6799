"""Migrations: from an empty database to the models and back, no row lost on the way."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, Table, inspect, text
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement
from sqlalchemy.types import NullType

from blog.comments.models import Comment
from blog.config import Config
from blog.db import Base, db
from blog.posts.models import Post
from blog.schema import MIGRATIONS, bring_up_to_date, is_current, newest

FOLDER = str(MIGRATIONS)


def test_an_empty_database_becomes_the_models(
    empty_config: Config, make_app: Callable[[Config], Flask]
) -> None:
    app = make_app(empty_config)
    bring_up_to_date(app)
    with app.app_context(), db.engine.connect() as connection:
        assert is_current()
        assert difference(connection) == []


@pytest.mark.sqlite
def test_nobody_else_on_the_machine_reads_the_database(
    empty_config: Config, make_app: Callable[[Config], Flask]
) -> None:
    app = make_app(empty_config)
    bring_up_to_date(app)
    app.test_client().get("/")
    files = list(empty_config.data_dir.glob("octavo.db*"))
    readable = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files}
    held = {name: mode for name, mode in readable.items() if not name.endswith(".lock")}
    assert held
    assert set(held.values()) == {0o600}


def test_a_second_start_changes_nothing(app: Flask) -> None:
    before = snapshot(app)
    bring_up_to_date(app)
    assert snapshot(app) == before


def test_the_way_back_leads_to_an_empty_database_and_up_again(app: Flask) -> None:
    before = snapshot(app)
    with app.app_context():
        downgrade(directory=FOLDER, revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
        upgrade(directory=FOLDER)
    assert snapshot(app) == before


def test_each_step_back_and_up_keeps_every_row_that_stays(
    app: Flask, make_post: Callable[..., Post], make_comment: Callable[..., Comment]
) -> None:
    post = make_post(labels=["A", "B"])
    make_comment(post, parent=make_comment(post))
    for revision in reversed(revisions()[1:]):
        before = rows(app)
        with app.app_context():
            downgrade(directory=FOLDER, revision=f"{revision}-1")
        kept = rows(app)
        assert {table: before[table] for table in kept} == kept
    with app.app_context():
        upgrade(directory=FOLDER)
        assert is_current()
    assert set(rows(app)) == set(Base.metadata.tables)


def test_a_table_of_another_program_is_left_alone(app: Flask) -> None:
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE guest (id INTEGER PRIMARY KEY)"))
        with db.engine.connect() as connection:
            assert difference(connection) == []


def test_there_is_one_line_of_migrations_with_dated_names() -> None:
    scripts = ScriptDirectory(FOLDER)
    assert scripts.get_heads() == [newest()]
    for script in scripts.walk_revisions():
        file = script.path.rpartition("/")[2]
        assert re.fullmatch(r"\d{4}_\d\d_\d\d_\d\d_[a-z_]+\.py", file), file
        assert (script.doc or "").endswith("."), f"{file} has no sentence as its message"


def revisions() -> list[str]:
    """Every revision, oldest first."""
    return [script.revision for script in ScriptDirectory(FOLDER).walk_revisions()][::-1]


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table of ours holds."""
    with app.app_context(), db.engine.connect() as connection:
        present = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
        return {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in present
        }


def snapshot(app: Flask) -> dict[str, list[str]]:
    """Columns, keys and indexes of every table as the database itself reports them."""
    with app.app_context():
        found = MetaData()
        found.reflect(db.engine)
        # The parts of a full-text table of SQLite's have columns without types: names tell enough.
        bare = {name: table for name, table in found.tables.items() if is_full_text(table)}
        statements: dict[str, list[ExecutableDDLElement]] = {
            name: [CreateTable(table), *map(CreateIndex, table.indexes)]
            for name, table in found.tables.items()
            if name not in bare
        }
        return {name: sorted(table.columns.keys()) for name, table in bare.items()} | {
            name: sorted(
                line for made in parts for line in str(made.compile(db.engine)).splitlines()
            )
            for name, parts in statements.items()
        }


def is_full_text(table: Table) -> bool:
    return any(isinstance(column.type, NullType) for column in table.columns)


def difference(connection: Connection) -> list[object]:
    """What autogenerate would still change, tables of others aside."""
    ours = set(Base.metadata.tables)
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_name": lambda name, kind, parents: kind != "table" or name in ours,
        },
    )
    return list(compare_metadata(context, Base.metadata))
