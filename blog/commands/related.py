"""`blog related`: which posts are like one another."""

from __future__ import annotations

import click

from blog.commands.setup import open_blog, progress
from blog.db import reading, writing
from blog.related.actions import ask_for_all, forget_counts
from blog.related.jobs import compare_some
from blog.related.queries import number_compared


@click.group()
def related() -> None:
    """Look after the related posts."""


@related.command()
def rebuild() -> None:
    """Compare all posts anew.

    The blog does so by itself for what changes, and for all posts when their number has grown.
    """
    with open_blog():
        with writing():
            forget_counts()
            ask_for_all()
        with reading():
            total = number_compared()
        compare_some()  # The first step counts the terms.
        # Each post is weighed first, and likened once all are.
        with progress("comparing posts", 2 * total) as step:
            while done := compare_some():
                step(done)
    click.echo(f"{total} posts compared.")
