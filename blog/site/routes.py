"""What machines ask of a site: health, robots, manifest, icon, the owner's colours."""

from __future__ import annotations

from flask import abort, jsonify, make_response, render_template
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from blog.assets import IMMUTABLE
from blog.assets import show as show_asset
from blog.site import bp
from blog.site.queries import read_site, site
from blog.site.theme import theme_css, theme_hash


@bp.get("/theme-<digest>.css")
def theme(digest: str) -> Response:
    """The owner's colours as a stylesheet under a hashed name."""
    if digest != theme_hash(site()):
        abort(404)
    response = make_response(theme_css(site()))
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = IMMUTABLE
    return response


@bp.get("/healthz")
def health() -> tuple[Response, int]:
    """Whether this process answers at all; touches nothing else."""
    return jsonify(status="ok"), 200


@bp.get("/readyz")
def readiness() -> tuple[Response, int]:
    """Whether it can serve: the database answers and has the tables of this program."""
    try:
        read_site()
    except SQLAlchemyError:
        abort(503)
    return jsonify(status="ready"), 200


@bp.get("/site.webmanifest")
def manifest() -> Response:
    """Name and icon for a phone's home screen."""
    response = jsonify(
        name=site().title,
        short_name=site().title[:30],
        start_url=".",
        display="minimal-ui",
        icons=[{"src": "favicon.ico", "sizes": "any", "type": "image/svg+xml"}],
    )
    response.mimetype = "application/manifest+json"
    return response


@bp.get("/favicon.ico")
def icon() -> Response:
    """The blog's icon; browsers go by the type, not by the ending."""
    return show_asset("icons/octavo.svg")


@bp.get("/robots.txt")
def robots() -> Response:
    """Which addresses search engines need not ask for."""
    response = make_response(render_template("site/robots.txt"))
    response.mimetype = "text/plain"
    return response


@bp.get("/ads.txt")
def ads() -> Response:
    """Blogger serves one; ours says that nobody sells space here."""
    response = make_response(f"# {_('No advertising on this blog.')}\n")
    response.mimetype = "text/plain"
    return response
