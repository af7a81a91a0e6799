"""`blog sample`: posts to look around with, and their end."""

from __future__ import annotations

import click

from blog.commands.setup import open_blog
from blog.sample.load import load, remove


@click.command()
@click.option("--remove", "is_removal", is_flag=True, help="Remove those that nobody touched.")
def sample(is_removal: bool) -> None:
    """Add the sample posts, or remove them.

    Those that somebody changed or commented on stay.
    """
    with open_blog():
        number = remove() if is_removal else load()
    if is_removal:
        click.echo(f"{number} sample posts and pages removed.")
    elif number:
        click.echo(f"{number} sample posts and pages came in.")
    else:
        click.echo("The sample posts are here already.")
