"""Static files under names that carry a hash of their content, so that they never go stale."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from flask import Flask, abort, current_app, send_from_directory, url_for
from werkzeug.wrappers import Response

IMMUTABLE = "public, max-age=31536000, immutable"
HASHED = re.compile(r"(?P<stem>.+)-(?P<hash>[0-9a-f]{12})(?P<ending>\.[a-z0-9]+)")


def init_assets(app: Flask, folder: Path) -> None:
    """Hash every static file once, at the start."""
    app.extensions["asset_hashes"] = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        for file in folder.rglob("*")
        if file.is_file()
    }
    app.config["ASSET_FOLDER"] = folder
    app.add_url_rule("/static/<path:name>", "asset", show)
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """The address of a static file, e.g. `css/reader.css` → `/static/css/reader-1f….css`."""
    stem, dot, ending = name.rpartition(".")
    return url_for(
        "asset", name=f"{stem}-{current_app.extensions['asset_hashes'][name]}{dot}{ending}"
    )


def show(name: str) -> Response:
    """A static file by its hashed name, for ever; by its plain name, fresh each time."""
    found = HASHED.fullmatch(name)
    plain = found["stem"] + found["ending"] if found else name
    hashes = current_app.extensions["asset_hashes"]
    if plain not in hashes:
        abort(404)
    response = send_from_directory(current_app.config["ASSET_FOLDER"], plain, etag=False)
    response.direct_passthrough = False  # Small files: read them, so that they are compressed.
    if found and hashes[plain] == found["hash"]:
        response.headers["Cache-Control"] = IMMUTABLE
    return response
