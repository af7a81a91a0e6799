"""`blog settings`: what the owner decides about the blog."""

from __future__ import annotations

import click

from blog.commands.setup import open_blog
from blog.db import writing
from blog.posts.counting import recount_months
from blog.site.actions import change_setting, parse_value
from blog.site.checks import SettingRefused
from blog.site.queries import NAMES, origins, read_site

LONGEST_LISTED = 60


@click.command()
@click.argument("name", required=False)
@click.argument("value", required=False)
def settings(name: str | None, value: str | None) -> None:
    """List the settings, show one, or set it.

    Without a NAME all are listed, each with where its value comes from: the default, the owner, the
    sample posts or an import. An import never changes what the owner has set.
    """
    with open_blog():
        if name is None:
            _list()
        elif name not in NAMES:
            raise click.UsageError(
                f"There is no setting named {name!r}. Those that there are: {', '.join(NAMES)}."
            )
        elif value is None:
            click.echo(_written(getattr(read_site(), name)))
        else:
            _set(name, value)


def _list() -> None:
    here, known = read_site(), origins()
    width = max(map(len, NAMES))
    for name in NAMES:
        click.echo(
            f"{name:{width}}  {_shortened(_written(getattr(here, name)))}"
            f"  ({known.get(name, 'default')})"
        )


def _set(name: str, value: str) -> None:
    try:
        with writing():
            zone = read_site().time_zone
            change_setting(name, parse_value(name, value))
            if read_site().time_zone != zone:
                recount_months()
    except SettingRefused as refused:
        raise click.UsageError(str(refused)) from None
    click.echo(f"{name} = {_written(getattr(read_site(), name))}")
    if name == "language":
        click.echo("Run `blog rerender --all`, so that posts know which language is not theirs.")


def _shortened(text: str) -> str:
    """The first line of it, so that a list stays a list."""
    first = text.partition("\n")[0][:LONGEST_LISTED]
    return first if first == text else f"{first} …"


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
