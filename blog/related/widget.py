"""The widget that lists the posts like the one that is being read."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.related.forms import RelatedForm
from blog.related.queries import related as posts_like
from blog.widgets.kinds import Kind, Link, Spot, register


def related(spot: Spot) -> str:
    """The posts most like the one that it stands on; nothing where there are none."""
    if spot.post_id is None:
        return ""
    posts = posts_like(spot.post_id, spot.settings["number"], now())
    return render_template("related/_related.html", posts=posts, spot=spot) if posts else ""


register(
    Kind(
        "related",
        label=lambda: _("Related posts"),
        hint=lambda: _("Posts that share words and labels with the one that is being read."),
        content=related,
        link=lambda spot: Link(url_for("posts.index"), _("See the newest posts")),
        form=RelatedForm,
        defaults={"number": 3, "has_picture": True, "has_snippet": False, "has_date": True},
        zones=("below", "side", "footer"),
    )
)
