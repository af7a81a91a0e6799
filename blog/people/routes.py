"""An author's page."""

from __future__ import annotations

from flask import abort, render_template

from blog.db import now
from blog.people import bp
from blog.people.queries import by_slug
from blog.posts.lists import asked_cursor
from blog.posts.queries import latest
from blog.site.queries import site


@bp.get("/author/<slug>")
def show(slug: str) -> str:
    """The newest public posts of an author; 404 while there are none."""
    author = by_slug(slug) or abort(404)
    page = latest(site().posts_per_page, now(), before=asked_cursor(), author=author)
    if not page.posts:
        abort(404)
    return render_template("people/show.html", author=author, page=page)
