"""Static files under names that carry a hash of their content, so that they never go stale."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort, current_app, url_for
from werkzeug.wrappers import Response

IMMUTABLE = "public, max-age=31536000, immutable"
# Our own style sheets hold none of these marks inside strings; a test keeps it so.
NEEDLESS = re.compile(r"/\*.*?\*/|(?<=[{};:,])\s+|\s+(?=[{};])", re.DOTALL)
HASHED = re.compile(r"(?P<stem>.+)-(?P<hash>[0-9a-f]{12})(?P<ending>\.[a-z0-9]+)")


@dataclass(frozen=True)
class Asset:
    """A static file: its bytes, their type, and a short hash of them."""

    content: bytes
    type: str
    digest: str


def init_assets(app: Flask, folder: Path) -> None:
    """Read and hash every static file once, at the start: they are few and small."""
    app.extensions["assets"] = {
        file.relative_to(folder).as_posix(): _read(file)
        for file in folder.rglob("*")
        if file.is_file()
    }
    app.add_url_rule("/static/<path:name>", "asset", show)
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """The address of a static file, e.g. `css/reader.css` → `/static/css/reader-1f….css`."""
    stem, dot, ending = name.rpartition(".")
    digest = current_app.extensions["assets"][name].digest
    return url_for("asset", name=f"{stem}-{digest}{dot}{ending}")


def show(name: str) -> Response:
    """A static file by its hashed name, for ever; by its plain name, fresh each time."""
    found = HASHED.fullmatch(name)
    plain = found["stem"] + found["ending"] if found else name
    file = current_app.extensions["assets"].get(plain) or abort(404)
    response = Response(file.content, content_type=file.type)
    if found and file.digest == found["hash"]:
        response.headers["Cache-Control"] = IMMUTABLE
    return response


def squeezed(style: str) -> str:
    """A style sheet without what only its writers read: remarks, indentation, empty lines."""
    return re.sub(r"\s*\n\s*", " ", NEEDLESS.sub("", style)).strip()


def _read(file: Path) -> Asset:
    content = squeezed(file.read_text()).encode() if file.suffix == ".css" else file.read_bytes()
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind == "image/svg+xml"
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(content, f"{kind}; charset=utf-8" if is_text else kind, digest)
