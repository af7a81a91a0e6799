"""The posts of one label, or of several that stand together."""

from __future__ import annotations

from flask import abort, render_template

from blog.db import now
from blog.labels import bp
from blog.labels.queries import by_slugs
from blog.posts.lists import asked_cursor
from blog.posts.queries import latest
from blog.site.queries import site


@bp.get("/label/<slug>")
def show(slug: str) -> str:
    """The newest public posts that carry the label, of `a+b` both; 404 while there are none."""
    labels = by_slugs(slug) or abort(404)
    page = latest(site().posts_per_page, now(), before=asked_cursor(), labels=labels)
    if not page.posts:
        abort(404)
    return render_template(
        "labels/show.html",
        name=" + ".join(label.name for label in labels),
        slug="+".join(label.slug for label in labels),
        page=page,
    )
