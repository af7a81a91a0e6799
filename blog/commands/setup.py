"""What every command needs: the application, its context, and a sign of progress."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask

from blog import create_app
from blog.config import Config
from blog.schema import SchemaError, bring_up_to_date, newest, revision

SECONDS_BETWEEN_LINES = 5


def make_app() -> Flask:
    """The application by the environment, silent but for warnings. Raises ConfigError."""
    app = create_app(Config.from_environment())
    logging.getLogger().setLevel(logging.WARNING)
    return app


@contextmanager
def open_blog() -> Iterator[Flask]:
    """The application in its context; an empty database is made, an old one refused."""
    app = make_app()
    app.config["BLOG"].data_dir.mkdir(parents=True, exist_ok=True)
    with app.app_context():
        found = revision()
    if found is None:
        bring_up_to_date(app)
    elif found != newest():
        raise SchemaError("The database is not that of this version. Run `blog upgrade` first.")
    with app.app_context():
        yield app


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Tells how far long work has come: a bar on a terminal, now and then a line in a log."""
    if sys.stderr.isatty():
        with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
            yield bar.update
        return
    lines = _Lines(label, total)
    yield lines.step
    lines.end()


class _Lines:
    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done = label, total, 0
        self.told_at = time.monotonic()

    def step(self, number: int) -> None:
        self.done += number
        if time.monotonic() - self.told_at >= SECONDS_BETWEEN_LINES:
            self.told_at = time.monotonic()
            self._tell()

    def end(self) -> None:
        if self.total:
            self._tell()

    def _tell(self) -> None:
        click.echo(f"{self.label}: {self.done} of {self.total}", err=True)
