"""The widget that lists the newest posts."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.recent.forms import RecentForm
from blog.recent.queries import newest
from blog.widgets.kinds import Kind, Link, Spot, register


def recent(spot: Spot) -> str:
    """The newest posts without the one that it stands on; nothing where there are no others."""
    posts = newest(spot.settings["number"], now(), without=spot.post_id)
    return render_template("recent/_recent.html", posts=posts, spot=spot) if posts else ""


register(
    Kind(
        "recent",
        label=lambda: _("Recent posts"),
        hint=lambda: _("The newest posts, without the one that is being read."),
        content=recent,
        link=lambda spot: Link(url_for("posts.index"), _("See the newest posts")),
        form=RecentForm,
        defaults={"number": 5, "has_picture": False, "has_snippet": False, "has_date": True},
        stylesheet=True,
    )
)
