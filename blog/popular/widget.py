"""The widget "Popular posts from this blog"."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _

from blog.db import now
from blog.popular.queries import ranking
from blog.site.queries import site
from blog.widgets import Widget, register


def popular(post_id: int | None) -> str:
    """The owner's range, without the post that it stands on; nothing on an empty blog."""
    return render_ranking(site().popular_range, post_id)


def render_ranking(range_: str, post_id: int | None) -> str:
    """The list of one range; "" on an empty blog."""
    posts = ranking(range_, site().popular_posts, now(), without=post_id)
    if not posts:
        return ""
    return render_template(
        "popular/_ranking.html",
        posts=posts,
        range=range_,
        ranges=range_names(),
        post_id=post_id,
        is_page=False,
    )


def range_names() -> dict[str, tuple[str, str]]:
    """Of each range the word on its tab and what is said when it is chosen."""
    return {
        "week": (_("Week"), _("Popular posts: this week")),
        "month": (_("Month"), _("Popular posts: this month")),
        "year": (_("Year"), _("Popular posts: this year")),
        "all": (_("All"), _("Popular posts: of all time")),
    }


register(Widget("popular", popular, "popular.index", lambda: _("Popular posts from this blog")))
