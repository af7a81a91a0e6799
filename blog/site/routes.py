"""What machines ask of a site: health, robots, manifest, icon, contact, the owner's colours."""

from __future__ import annotations

from flask import abort, current_app, jsonify, make_response, render_template, send_from_directory
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from blog.assets import IMMUTABLE
from blog.assets import show as show_asset
from blog.db import now
from blog.site import bp
from blog.site.machines import security_expiry
from blog.site.queries import read_site, site
from blog.site.theme import accent_css, accent_hash, theme_css, theme_hash


@bp.get("/theme-<digest>.css")
def theme(digest: str) -> Response:
    """The owner's colours and CSS as a stylesheet under a hashed name, or the colours alone."""
    sheets = {accent_hash(site()): accent_css, theme_hash(site()): theme_css}
    css = sheets.get(digest) or abort(404)
    response = make_response(css(site()))
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
        icons=_icons(site().favicon),
    )
    response.mimetype = "application/manifest+json"
    return response


@bp.get("/favicon.ico")
def icon() -> Response:
    """The blog's icon; browsers go by the type, not by the ending."""
    name = site().favicon
    if not name:
        return show_asset("icons/octavo.svg")
    folder = current_app.config["BLOG"].media_dir.resolve()
    return send_from_directory(folder, name.replace(".", "-32."), mimetype="image/png")


@bp.get("/robots.txt")
def robots() -> Response:
    """Which addresses search engines need not ask for."""
    response = make_response(render_template("site/robots.txt"))
    response.mimetype = "text/plain"
    return response


@bp.get("/ads.txt")
def ads() -> Response:
    """What the owner tells advertisers; else that nobody sells space here."""
    response = make_response(site().ads_txt or f"# {_('No advertising on this blog.')}")
    response.data += b"\n"
    response.mimetype = "text/plain"
    return response


@bp.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell about a weakness (RFC 9116); missing until the owner names somebody."""
    contact = site().security_contact or abort(404)
    expires = security_expiry(now())
    text = render_template("site/security.txt", contact=contact, expires=expires)
    response = make_response(f"{text}\n")
    response.mimetype = "text/plain"
    return response


def _icons(favicon: str) -> list[dict[str, str]]:
    """Addresses relative to the manifest, so that a sub-path does no harm."""
    if not favicon:
        return [{"src": "favicon.ico", "sizes": "any", "type": "image/svg+xml"}]
    return [
        {
            "src": f"media/{favicon.replace('.', f'-{size}.')}",
            "sizes": f"{size}x{size}",
            "type": "image/png",
        }
        for size in (192, 512)
    ]
