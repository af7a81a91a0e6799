"""The widget that lists years and months with their counts."""

from __future__ import annotations

from itertools import groupby

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.archive.forms import ArchiveForm
from blog.archive.queries import months
from blog.db import now
from blog.site.queries import site
from blog.widgets.kinds import Kind, Link, Spot, register

# A list of months folds away after so many: two years of a blog that never rests.
MONTHS = 24


def archive(spot: Spot) -> str:
    """Years with their months, or months alone, in the order that the owner chose."""
    found = months(now(), site().zone)
    if not found:
        return ""
    if spot.settings["order"] == "oldest":
        found.reverse()
    if spot.settings["shape"] == "months":
        parts = found[:MONTHS], found[MONTHS:]
        return render_template("archive/_months.html", parts=parts, spot=spot)
    years = [(year, list(counts)) for year, counts in groupby(found, lambda count: count[0])]
    return render_template("archive/_archive.html", years=years, spot=spot)


register(
    Kind(
        "archive",
        label=lambda: _("Archive"),
        hint=lambda: _("Years and months, with how many posts each holds."),
        content=archive,
        link=lambda spot: Link(url_for("posts.index"), _("See the newest posts")),
        form=ArchiveForm,
        defaults={"shape": "years", "order": "newest", "has_counts": True, "open_years": 1},
    )
)
