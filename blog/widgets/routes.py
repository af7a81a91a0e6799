"""Each placed widget as a fragment of its own."""

from __future__ import annotations

from flask import Response, abort, request

from blog.hypermedia import as_fragment
from blog.widgets import bp
from blog.widgets.frame import fragment
from blog.widgets.kinds import spot
from blog.widgets.queries import placement_by_id


@bp.get("/widgets/<int:placement_id>")
def show(placement_id: int) -> Response:
    """One widget; `post` names the post it stands on."""
    placement = placement_by_id(placement_id) or abort(404)
    return as_fragment(fragment(spot(placement, request.args.get("post", type=int))))
