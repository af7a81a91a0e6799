"""Popular posts as a page, and as the fragment that the tabs swap."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from blog.db import now
from blog.hypermedia import as_fragment
from blog.popular import bp, queries
from blog.popular.widget import range_names, render_ranking
from blog.site.queries import site
from blog.widgets.frame import around
from blog.widgets.kinds import spot
from blog.widgets.placements import Placement
from blog.widgets.queries import placement_by_id

ON_PAGE = 20


@bp.get("/popular")
def index() -> str:
    """The page: a longer list."""
    asked = _asked_range()
    return render_template(
        "popular/index.html",
        posts=queries.ranking(asked, ON_PAGE, now()),
        range=asked,
        ranges=range_names(),
        spot=None,
    )


@bp.get("/popular/ranking")
def ranking() -> Response:
    """The widget of that placement with another range, without the post that it stands on."""
    asked, number = _asked_range(), request.args.get("placement", 0, int)
    placement = placement_by_id(number) or Placement(0, "popular", "below")
    here = spot(placement, request.args.get("post", type=int))
    if placement.kind != "popular":
        abort(404)
    return as_fragment(around(here, render_ranking(here, asked), range_names()[asked][1]))


def _asked_range() -> str:
    asked = request.args.get("range") or site().popular_range
    return asked if asked in range_names() else abort(404)
