"""What every list of posts reads from its address."""

from __future__ import annotations

from flask import abort, request

from blog.posts.queries import Cursor


def asked_cursor() -> Cursor | None:
    """The `before` of the address; 404 where it is none."""
    if "before" not in request.args:
        return None
    return Cursor.parse(request.args["before"]) or abort(404)
