"""What every list of posts reads from its address."""

from __future__ import annotations

from flask import abort, request

from blog.cursor import Cursor


def asked_cursor(name: str = "before") -> Cursor | None:
    """The place that the address names, so that a list goes on there; 404 where it is none."""
    if name not in request.args:
        return None
    return Cursor.parse(request.args[name]) or abort(404)
