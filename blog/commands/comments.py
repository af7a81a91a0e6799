"""`blog comments`: what an owner does about a comment from the command line."""

from __future__ import annotations

import click

from blog.commands.setup import open_blog
from blog.comments.actions import hide
from blog.comments.queries import by_id
from blog.db import writing


@click.group()
def comments() -> None:
    """Look after comments."""


@comments.command("hide")
@click.argument("number", metavar="ID", type=int)
def hide_command(number: int) -> None:
    """Take a comment from readers.

    ID is the number in its address, e.g. 12 in /comments/3/12. Replies below it stay.
    """
    with open_blog(), writing():
        comment = by_id(number)
        if comment is None:
            raise click.UsageError(f"There is no comment {number}.")
        was_shown = hide(comment)
    click.echo(f"Comment {number} is {'hidden now' if was_shown else 'not shown anyway'}.")
