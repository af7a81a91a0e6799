"""`blog rerender`: stored HTML made anew from what was written."""

from __future__ import annotations

from collections.abc import Callable

import click

from blog.commands.queries import number_rendered_before, rendered_before
from blog.commands.setup import open_blog, progress
from blog.comments.actions import rerender as rerender_comment
from blog.comments.models import Comment
from blog.db import db, reading, writing
from blog.posts.actions import keep_rendered, rendered, words_changed
from blog.posts.models import Post
from blog.posts.queries import wait_for_turn
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
            posts = number_rendered_before(version, Post)
            comments = number_rendered_before(version, Comment)
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
            for post in rendered_before(version, Post, after, BATCH)
        ]
    with writing():
        wait_for_turn()
        for number, source, result in made:
            post = db.session.get(Post, number)
            if post and post.source == source:  # Else somebody has just saved it, rendered anew.
                keep_rendered(post, result)
                words_changed(post)
    return [number for number, _source, _result in made]


def _comments(version: int, after: int) -> list[int]:
    with writing():
        stale = rendered_before(version, Comment, after, BATCH)
        for comment in stale:
            rerender_comment(comment)
        return [comment.id for comment in stale]
