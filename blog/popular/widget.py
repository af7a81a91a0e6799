"""The widget "Popular posts from this blog"."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.popular.forms import PopularForm
from blog.popular.queries import ranking
from blog.site.queries import site
from blog.widgets.kinds import Kind, Link, Spot, register

# What of each post is shown where nobody says else.
PARTS = ("has_picture", "has_snippet", "has_date", "has_tabs")


def popular(spot: Spot) -> str:
    """The posts read most, without the one that it stands on; nothing on an empty blog."""
    return render_ranking(spot, spot.settings["range"] or site().popular_range)


def render_ranking(spot: Spot, range_: str) -> str:
    """The list of one range; "" on an empty blog."""
    posts = ranking(
        range_, spot.settings["number"] or site().popular_posts, now(), without=spot.post_id
    )
    if not posts:
        return ""
    return render_template(
        "popular/_ranking.html",
        posts=posts,
        range=range_,
        ranges=range_names(),
        spot=spot,
    )


def range_names() -> dict[str, tuple[str, str]]:
    """Of each range the word on its tab and what is said when it is chosen."""
    return {
        "week": (_("Week"), _("Popular posts: this week")),
        "month": (_("Month"), _("Popular posts: this month")),
        "year": (_("Year"), _("Popular posts: this year")),
        "all": (_("All"), _("Popular posts: of all time")),
    }


register(
    Kind(
        "popular",
        label=lambda: _("Popular posts"),
        hint=lambda: _("The posts that are read most."),
        content=popular,
        link=lambda spot: Link(url_for("popular.index"), _("Popular posts from this blog")),
        form=PopularForm,
        defaults={"range": "", "number": 0} | dict.fromkeys(PARTS, True),
    )
)
