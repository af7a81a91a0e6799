"""Each placed widget as a fragment of its own."""

from __future__ import annotations

from math import ceil

from flask import Response, abort, request
from werkzeug.exceptions import ServiceUnavailable

from blog.hypermedia import as_fragment
from blog.numbers import LARGEST_NUMBER
from blog.widgets import bp
from blog.widgets.boundary import boundary
from blog.widgets.frame import alone, part
from blog.widgets.kinds import spot
from blog.widgets.queries import placement_by_id


@bp.get("/widgets/<number:placement_id>")
def show(placement_id: int) -> Response:
    """One widget; `post` names the post it stands on. 503 while it fails, and when to ask again."""
    placement = placement_by_id(placement_id) or abort(404)
    here = spot(placement, _asked_post())
    html = alone(here)
    if html is None:
        raise ServiceUnavailable(retry_after=ceil(boundary().breaker.rest(part(here))))
    return as_fragment(html)


def _asked_post() -> int | None:
    if "post" not in request.args:
        return None
    number = request.args.get("post", 0, int)
    return number if 0 < number <= LARGEST_NUMBER else abort(404)
