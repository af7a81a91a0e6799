"""The widget that tells what the blog is about."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.site.queries import site
from blog.widgets.kinds import Kind, Link, Spot, register


def about(spot: Spot) -> str:
    """The blog's description; nothing while it has none."""
    return render_template("site/_about.html", spot=spot) if site().description else ""


register(
    Kind(
        "about",
        label=lambda: _("About"),
        hint=lambda: _("What the blog is about, in your words."),
        content=about,
        link=lambda spot: Link(url_for("posts.index"), _("About this blog")),
    )
)
