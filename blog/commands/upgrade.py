"""`blog upgrade`: a backup, the migrations, and a look whether all is well."""

from __future__ import annotations

import click

from blog.commands.setup import make_app, progress
from blog.db import reading
from blog.schema import Change, SchemaError, bring_up_to_date, check
from blog.search.jobs import index_all
from blog.search.queries import number_of_unindexed


@click.command()
def upgrade() -> None:
    """Make the database, or bring an old one up to date.

    An old SQLite file is copied first, and the copy is verified. PostgreSQL has its own tools for
    that: run pg_dump before.
    """
    app = make_app()
    change = bring_up_to_date(app)
    tell(change)
    if change.is_nothing:
        click.echo(f"The database is up to date (revision {change.after}).")
    with app.app_context():
        _index()
    if faults := check(app):
        raise SchemaError("\n".join(["The database is damaged:", *faults[:20]]))
    click.echo("The database is sound.")


def _index() -> None:
    """Let what an older version stored be found; a running blog does so by itself, bit by bit."""
    with reading():
        total = number_of_unindexed()
    if total:
        with progress("indexing", total) as step:
            index_all(step)


def tell(change: Change) -> None:
    """Say what bringing the database up to date did, if anything."""
    if change.is_nothing:
        return
    if change.backup:
        click.echo(f"Copied the database as it was to {change.backup}.")
    if change.before:
        click.echo(f"Brought the database from {change.before} to {change.after}.")
    else:
        click.echo(f"Made the database (revision {change.after}).")
