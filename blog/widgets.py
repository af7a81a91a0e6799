"""The registry of page widgets and their error boundary: a widget can fail, the page cannot.

Features register here; this module imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from flask import Blueprint, Flask, Response, abort, current_app, render_template, request, url_for
from markupsafe import Markup

from blog.config import Config
from blog.db import db
from blog.hypermedia import as_fragment

bp = Blueprint("widgets", __name__)
log = structlog.get_logger("blog.widgets")


@dataclass(frozen=True)
class Widget:
    """A fragment that pages show.

    `render` gets the number of the post it stands on (None elsewhere) and gives HTML, "" for
    nothing to show. `endpoint` and `text` make the plain link that stands in for it.
    """

    name: str
    render: Callable[[int | None], str]
    endpoint: str
    text: Callable[[], str]


WIDGETS: dict[str, Widget] = {}


def register(widget: Widget) -> None:
    """Make a widget known under its name."""
    WIDGETS[widget.name] = widget


def init_widgets(app: Flask) -> None:
    app.jinja_env.globals["widget"] = inline
    app.register_blueprint(bp)


@bp.get("/widgets/<name>")
def show(name: str) -> Response:
    """One widget as a fragment; `post` names the post it stands on."""
    widget = WIDGETS.get(name) or abort(404)
    return as_fragment(widget.render(request.args.get("post", type=int)))


def inline(name: str, post_id: int | None = None) -> Markup:
    """The widget's HTML for a page, or a placeholder where it fails or pages leave it out."""
    config: Config = current_app.config["BLOG"]
    if not config.inline_widgets:
        return placeholder(name, post_id)
    try:
        return Markup(WIDGETS[name].render(post_id))
    except Exception:
        # Whatever went wrong inside, the page around it must stand.
        log.exception("widget failed", widget=name)
        db.session.rollback()
        return placeholder(name, post_id)


def placeholder(name: str, post_id: int | None) -> Markup:
    """A plain link that htmx replaces by the widget itself once it can be had."""
    widget = WIDGETS[name]
    address = url_for("widgets.show", name=name, post=post_id)
    return Markup(render_template("_placeholder.html", widget=widget, address=address))
