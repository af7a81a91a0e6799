"""The posts of one label, or of several that stand together."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from blog.db import now
from blog.labels import bp
from blog.labels.models import Label
from blog.labels.queries import by_slugs, moved
from blog.posts.lists import asked_cursor
from blog.posts.queries import Page, latest
from blog.series.queries import parts
from blog.site.queries import site
from blog.widgets.frame import stand_on


@bp.get("/label/<slug>")
def show(slug: str) -> str | Response:
    """The newest public posts that carry the label, of `a+b` both; 404 while there are none.

    A series is read from its first part on. What a label was called before it was renamed or
    merged leads to it by one 301.
    """
    labels = by_slugs(slug)
    if not labels:
        return redirect(url_for("labels.show", slug=moved(slug) or abort(404)), 301)
    is_series = len(labels) == 1 and labels[0].is_series
    page = _parts(labels[0]) if is_series else _newest(labels)
    if not page.posts:
        abort(404)
    stand_on("labels")
    return render_template(
        "labels/show.html",
        name=" + ".join(label.name for label in labels),
        slug="+".join(label.slug for label in labels),
        page=page,
        is_series=is_series,
    )


def _parts(label: Label) -> Page:
    return parts(label, site().posts_per_page, now(), after=asked_cursor("after"))


def _newest(labels: list[Label]) -> Page:
    return latest(site().posts_per_page, now(), before=asked_cursor(), labels=labels)
