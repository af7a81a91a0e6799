"""The widget that lists months with their counts."""

from __future__ import annotations

from itertools import groupby

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.posts.queries import months
from blog.site.queries import site
from blog.widgets.kinds import Kind, Link, Spot, register


def archive(spot: Spot) -> str:
    """Years, newest first, each with its months."""
    found = months(now(), site().zone)
    years = [(year, list(counts)) for year, counts in groupby(found, lambda count: count[0])]
    return render_template("archive/_archive.html", years=years, spot=spot)


register(
    Kind(
        "archive",
        label=lambda: _("Archive"),
        hint=lambda: _("Years and months, with how many posts each holds."),
        content=archive,
        link=lambda spot: Link(url_for("posts.index"), _("See the newest posts")),
    )
)
