"""The widget that lists months with their counts."""

from __future__ import annotations

from itertools import groupby

from flask import render_template
from flask_babel import gettext as _

from blog.db import now
from blog.posts.queries import months
from blog.site.queries import site
from blog.widgets import Widget, register


def archive(post_id: int | None) -> str:
    """Years, newest first, each with its months."""
    found = months(now(), site().zone)
    years = [(year, list(counts)) for year, counts in groupby(found, lambda count: count[0])]
    return render_template("archive/_archive.html", years=years)


register(Widget("archive", archive, "posts.index", lambda: _("See the newest posts")))
