"""The widget that shows one post that the owner chose."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import render_template, request, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.featured.forms import FeaturedForm
from blog.featured.queries import choices, featured, post_at
from blog.posts.paths import clean_path, is_well_formed, path_key
from blog.templating import day
from blog.widgets.kinds import Kind, Link, Spot, register


def show(spot: Spot) -> str:
    """The post, unless it stands below itself; nothing while readers may not see it."""
    chosen = spot.settings["post"]
    post = featured(chosen, now()) if chosen and chosen != spot.post_id else None
    return render_template("featured/_featured.html", post=post, spot=spot) if post else ""


def choose(form: FeaturedForm) -> None:
    """The newest posts to choose from, beside the one that is chosen."""
    found = choices(form.post.data or 0)
    named = [
        (number, " · ".join([title or _("Untitled"), *([day(moment)] if moment else [])]))
        for number, title, moment in found
    ]
    form.post.choices = [(0, _("Choose a post")), *named]
    form.find = _find


def settle(settings: dict[str, Any]) -> dict[str, Any]:
    """An address becomes the number of its post, which stays when the post moves."""
    found = _find(settings["address"]) if settings["address"] else 0
    return {**settings, "post": found or settings["post"], "address": ""}


def _find(address: str) -> int:
    try:
        path = clean_path(urlsplit(address).path.removeprefix(request.script_root))
    except ValueError:
        return 0
    return post_at(path_key(path)) if is_well_formed(path) else 0


register(
    Kind(
        "featured",
        label=lambda: _("Featured post"),
        hint=lambda: _("One post of your choice. It is left out while readers may not see it."),
        content=show,
        link=lambda spot: Link(url_for("posts.index"), _("See the newest posts")),
        form=FeaturedForm,
        defaults={
            "post": 0,
            "address": "",
            "has_picture": True,
            "has_snippet": True,
            "has_date": False,
        },
        choose=choose,
        settle=settle,
        stylesheet=True,
    )
)
