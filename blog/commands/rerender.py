"""`blog rerender`: stored HTML made anew from what was written."""

from __future__ import annotations

from collections.abc import Callable

import click

from blog.commands.setup import open_blog, progress
from blog.comments import queries as comment_queries
from blog.comments.actions import rerender as rerender_comment
from blog.db import db, reading, writing
from blog.posts import queries as post_queries
from blog.posts.actions import keep_rendered, rendered, words_changed
from blog.posts.models import Post
from blog.richtext import RENDER_VERSION
from blog.widgets.actions import rerender as rerender_widgets

BATCH = 50


@click.command()
@click.option("--all", "is_all", is_flag=True, help="Also what this version has rendered itself.")
def rerender(is_all: bool) -> None:
    """Render anew what an older version rendered: posts, comments, and text in widgets."""
    version = RENDER_VERSION + is_all
    with open_blog():
        with reading():
            posts = post_queries.number_rendered_before(version)
            comments = comment_queries.number_rendered_before(version)
        _all("posts", posts, lambda after: _posts(version, after))
        _all("comments", comments, lambda after: _comments(version, after))
        with writing():
            widgets = rerender_widgets()
    click.echo(f"{posts} posts and pages, {comments} comments and {widgets} widgets rendered anew.")


def _all(name: str, total: int, batch: Callable[[int], list[int]]) -> None:
    """Batch by batch in the order of ids; each commits for itself."""
    with progress(f"rendering {name}", total) as step:
        after = 0
        while done := batch(after):
            after = done[-1]
            step(len(done))


def _posts(version: int, after: int) -> list[int]:
    with reading():
        made = [
            (post.id, post.source, rendered(post))
            for post in post_queries.rendered_before(version, after, BATCH)
        ]
    with writing():
        post_queries.wait_for_turn()
        for number, source, result in made:
            post = db.session.get(Post, number)
            if post and post.source == source:  # Else somebody has just saved it, rendered anew.
                keep_rendered(post, result)
                words_changed(post)
    return [number for number, _source, _result in made]


def _comments(version: int, after: int) -> list[int]:
    with writing():
        stale = comment_queries.rendered_before(version, after, BATCH)
        for comment in stale:
            rerender_comment(comment)
        return [comment.id for comment in stale]
