"""`blog import`: another program's export becomes this blog's posts, pages and comments."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask

from blog import create_app
from blog.commands.setup import make_app, open_blog, progress
from blog.config import Config
from blog.db import db, sqlite_module
from blog.importing import blogger
from blog.importing.records import Export, ImportRefused
from blog.importing.report import Report
from blog.importing.store import store
from blog.schema import bring_up_to_date


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FILE|FOLDER|ZIP")
@click.option(
    "--from", "format", type=click.Choice(["blogger"]), help="The program that wrote the export."
)
@click.option("--blog", "name", help="Which blog, where the export holds several.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the closing report to this file as JSON.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would come in, and change nothing.")
def import_command(
    source: Path, format: str | None, name: str | None, report_file: Path | None, dry_run: bool
) -> None:
    """Import another blog.

    Blogger: the XML of "back up content", a feed.atom, or Takeout's zip or folder. What came in
    before is found again: a second import brings only what is new.
    """
    # Found out afterwards, it would cost the report: a second run tells what is new only.
    if report_file and not os.access(report_file.absolute().parent, os.W_OK | os.X_OK):
        raise click.BadParameter(
            f"{report_file.parent} is no folder that can be written to.", param_hint="--report"
        )
    export = _read(source, format, name)
    with open_trial() if dry_run else open_blog():
        total = len(export.posts) + len(export.comments)
        with progress("importing", total) as step:
            report = store(export, format="blogger", is_trial=dry_run, step=step)
    _close(report, report_file, dry_run)


def _read(source: Path, format: str | None, name: str | None) -> Export:
    if format is None and not blogger.looks_like_blogger(source):
        # Reading it all the same finds the better words for what is wrong with it.
        blogger.read(source, blog=name)
        raise ImportRefused(f"{source.name}: this is not an export that can be read here.")
    return blogger.read(source, blog=name)


@contextmanager
def open_trial() -> Iterator[Flask]:
    """The application on a copy of a SQLite file: a long trial keeps nobody from writing.

    On PostgreSQL it keeps nobody anyway, and the trial itself takes everything back.
    """
    app = make_app()
    config: Config = app.config["BLOG"]
    with app.app_context():
        file = db.engine.url.database
    if not config.is_sqlite or not file:
        with open_blog() as app:
            yield app
        return
    with tempfile.TemporaryDirectory(prefix="blog-trial-") as folder:
        copy = Path(folder) / "trial.db"
        if Path(file).is_file():
            _copy(file, copy)
        trial = create_app(replace(config, data_dir=Path(folder), database_url=f"sqlite:///{copy}"))
        bring_up_to_date(trial)
        with trial.app_context():
            yield trial
            db.session.remove()
            db.engine.dispose()


def _copy(file: str, copy: Path) -> None:
    sqlite = sqlite_module()
    with closing(sqlite.connect(file)) as source, closing(sqlite.connect(copy)) as target:
        source.backup(target)


def _close(report: Report, report_file: Path | None, is_trial: bool) -> None:
    if report_file:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
        report_file.write_text(text + "\n", "utf-8")
    if is_trial:
        click.echo("This would come in; nothing was changed.")
    elif not (report.changes or report.settings or report.samples_removed):
        click.echo("Nothing new came in: it was all here already.")
    for line in report.lines():
        click.echo(line)
