"""The widget that holds a form to search the blog with."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.widgets.kinds import Kind, Link, Spot, register


def search(spot: Spot) -> str:
    """A field and a button."""
    return render_template("search/_search.html", spot=spot)


register(
    Kind(
        "search",
        label=lambda: _("Search"),
        hint=lambda: _("A field in which readers search the blog; the header has one, too."),
        content=search,
        link=lambda spot: Link(url_for("search.index"), _("Search this blog")),
        stylesheet=True,
    )
)
