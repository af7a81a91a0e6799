"""Zones of pages, and the error boundary of each widget: a widget can fail, the page cannot."""

from __future__ import annotations

import structlog
from flask import Flask, current_app, g, render_template, url_for
from markupsafe import Markup

from blog.config import Config
from blog.db import db
from blog.widgets.kinds import KINDS, Spot, spot
from blog.widgets.placements import Placement
from blog.widgets.queries import placements

log = structlog.get_logger("blog.widgets")


def init_widgets(app: Flask) -> None:
    app.jinja_env.globals["zone"] = zone


def stand_on(page: str, post_id: int | None = None) -> None:
    """Tell what this request shows: one of placements.PAGES, and its post or page."""
    g.standing = (page, post_id)


def zone(name: str) -> Markup:
    """All widgets of a zone on this page, in their order."""
    page, post_id = g.get("standing", ("", None))
    shown = [one for one in placements() if one.zone == name and one.is_shown_on(page)]
    return Markup("").join(inline(one, post_id) for one in shown)


def inline(placement: Placement, post_id: int | None) -> Markup:
    """The widget's HTML for a page, or a placeholder where it fails or pages leave it out."""
    config: Config = current_app.config["BLOG"]
    here = spot(placement, post_id)
    if not config.inline_widgets:
        return placeholder(here)
    try:
        return fragment(here)
    except Exception:
        # Whatever went wrong inside, the page around it must stand.
        log.exception("widget failed", widget=placement.kind, placement=placement.id)
        db.session.rollback()
        return placeholder(here)


def fragment(here: Spot) -> Markup:
    """The widget in its element, outside any boundary; empty where it has nothing to show."""
    return around(here, KINDS[here.placement.kind].content(here))


def around(here: Spot, content: str, announced: str = "") -> Markup:
    """A widget's element with that inside; `announced` is said once it was swapped in."""
    if not content:
        return Markup("")
    return Markup(
        render_template(
            "widgets/_widget.html", spot=here, content=Markup(content), announced=announced
        )
    )


def placeholder(here: Spot) -> Markup:
    """A plain link that htmx replaces by the widget itself once it can be had."""
    address = url_for("widgets.show", placement_id=here.placement.id, post=here.post_id)
    link = KINDS[here.placement.kind].link(here)
    return Markup(
        render_template("widgets/_placeholder.html", spot=here, link=link, address=address)
    )
