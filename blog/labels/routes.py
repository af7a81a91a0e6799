"""The posts of one label."""

from __future__ import annotations

from flask import abort, render_template

from blog.db import now
from blog.labels import bp
from blog.labels.queries import by_slug
from blog.posts.lists import asked_cursor
from blog.posts.queries import latest
from blog.site.queries import site


@bp.get("/label/<slug>")
def show(slug: str) -> str:
    """The newest public posts of a label; 404 while it has none."""
    label = by_slug(slug) or abort(404)
    page = latest(site().posts_per_page, now(), before=asked_cursor(), label=label)
    if not page.posts:
        abort(404)
    return render_template("labels/show.html", label=label, page=page)
