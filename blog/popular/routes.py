"""Popular posts as a page, and as the fragment that the tabs swap."""

from __future__ import annotations

from math import ceil

from flask import abort, render_template, request
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from blog.db import now
from blog.hypermedia import as_fragment
from blog.popular import bp, queries
from blog.popular.widget import range_names, render_ranking
from blog.site.queries import site
from blog.widgets.boundary import attempt, boundary
from blog.widgets.frame import BUDGET, around, part
from blog.widgets.kinds import spot
from blog.widgets.placements import Placement
from blog.widgets.queries import placement_by_id
from blog.widgets.soundness import check

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
    """The widget of that placement with another range, without the post that it stands on.

    Behind the widget's own boundary: 503 while it fails, so that the list stays as it is.
    """
    asked, number = _asked_range(), request.args.get("placement", 0, int)
    placement = placement_by_id(number) or Placement(0, "popular", "below")
    here = spot(placement, request.args.get("post", type=int))
    if placement.kind != "popular":
        abort(404)
    content = attempt(
        part(here), BUDGET, lambda: check(render_ranking(here, asked)),
        widget=placement.kind, placement=placement.id,
    )  # fmt: skip
    if content is None:
        raise ServiceUnavailable(retry_after=ceil(boundary().breaker.rest(part(here))))
    return as_fragment(around(here, content, range_names()[asked][1]))


def _asked_range() -> str:
    asked = request.args.get("range") or site().popular_range
    return asked if asked in range_names() else abort(404)
