"""Stored pictures at addresses that never change."""

from __future__ import annotations

import re

from flask import abort, current_app, send_from_directory
from werkzeug.wrappers import Response

from blog.assets import IMMUTABLE
from blog.media import bp

TYPES = {"webp": "image/webp", "png": "image/png", "jpg": "image/jpeg", "gif": "image/gif",
         "avif": "image/avif"}  # fmt: skip
NAME = re.compile(r"[0-9a-f]{32}(-\d{2,5})?\.(webp|png|jpg|gif|avif)")


@bp.get("/media/<name>")
def show(name: str) -> Response:
    """The picture, with the type that its name says and leave to keep it for ever."""
    if not NAME.fullmatch(name):
        abort(404)
    folder = current_app.config["BLOG"].media_dir.resolve()
    response = send_from_directory(folder, name, mimetype=TYPES[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = IMMUTABLE
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
