"""`blog search`: the index by which posts and comments are found."""

from __future__ import annotations

import click

from blog.commands.setup import open_blog, progress
from blog.db import reading
from blog.search.jobs import rebuild as rebuild_index
from blog.search.queries import number_of_texts


@click.group()
def search() -> None:
    """Look after the search index."""


@search.command()
def rebuild() -> None:
    """Index all posts and comments anew.

    Nothing needs this in daily life: what is saved is indexed at once. Meanwhile everything is
    found as before; a run that was cut off is taken up by the blog itself.
    """
    with open_blog():
        with reading():
            total = number_of_texts()
        with progress("indexing", total) as step:
            rebuild_index(step)
    click.echo(f"{total} posts, pages and comments indexed anew.")
