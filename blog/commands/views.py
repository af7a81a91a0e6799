"""`blog views`: how often posts are read."""

from __future__ import annotations

from pathlib import Path

import click

from blog.commands.setup import open_blog
from blog.db import writing
from blog.popular.actions import renew_ranking
from blog.views.actions import seed_views
from blog.views.seeding import SeedRow, read_seed

MOST_TOLD = 20


@click.group()
def views() -> None:
    """Look after the counts of views."""


@views.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def seed(file: Path) -> None:
    """Take views that were counted elsewhere from a CSV file.

    Its columns are path (or address), views and, if known, day. A second run changes nothing.
    """
    rows = _rows(file)
    with open_blog(), writing():
        missing = seed_views(rows)
        renew_ranking()
    click.echo(f"{len(rows)} lines read; {len(missing)} addresses that no post answers to.")
    for path in missing[:MOST_TOLD]:
        click.echo(f"  {path}")


def _rows(file: Path) -> list[SeedRow]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return read_seed(lines)
    except UnicodeDecodeError:
        raise click.UsageError(f"{file.name}: this is not a text file in UTF-8.") from None
    except ValueError as fault:
        raise click.UsageError(f"{file.name}: {fault}.") from None
