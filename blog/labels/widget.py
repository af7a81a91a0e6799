"""The widget that lists labels with their counts."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.labels.queries import counts
from blog.widgets.kinds import Kind, Link, Spot, register


def labels(spot: Spot) -> str:
    """Every label with public posts."""
    return render_template("labels/_labels.html", labels=counts(now()), spot=spot)


register(
    Kind(
        "labels",
        label=lambda: _("Labels"),
        hint=lambda: _("The labels of your posts, with how many posts carry each."),
        content=labels,
        link=lambda spot: Link(url_for("search.index"), _("Find posts by their labels")),
    )
)
