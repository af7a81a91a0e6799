"""The widget that leads to the blog's feeds."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.feeds.forms import SubscribeForm
from blog.widgets.kinds import Kind, Link, Spot, register


def subscribe(spot: Spot) -> str:
    """The feeds that the owner names, and what a feed is."""
    return render_template("feeds/_subscribe.html", feeds=_feeds(spot), spot=spot)


def _feeds(spot: Spot) -> list[Link]:
    shown = spot.settings
    feeds = [
        (True, Link(url_for("feeds.atom"), _("New posts"))),
        (shown["has_rss"], Link(url_for("feeds.rss"), _("New posts as RSS"))),
        (shown["has_json"], Link(url_for("feeds.json"), _("New posts as JSON Feed"))),
        (shown["has_comments"], Link(url_for("feeds.comments"), _("New comments"))),
    ]
    return [link for is_shown, link in feeds if is_shown]


register(
    Kind(
        "subscribe",
        label=lambda: _("Subscribe"),
        hint=lambda: _("The addresses at which a feed reader finds what is new."),
        content=subscribe,
        link=lambda spot: Link(url_for("feeds.atom"), _("Subscribe to new posts")),
        form=SubscribeForm,
        defaults={"has_rss": False, "has_json": False, "has_comments": True},
        stylesheet=True,
    )
)
