"""Popular posts as a page, and as the fragment that the tabs swap."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from blog.db import now
from blog.hypermedia import as_fragment
from blog.popular import bp, queries
from blog.popular.widget import range_names, render_ranking
from blog.site.queries import site

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
        post_id=None,
        is_page=True,
    )


@bp.get("/popular/ranking")
def ranking() -> Response:
    """The list of one range, without the post that it stands on."""
    return as_fragment(render_ranking(_asked_range(), request.args.get("post", type=int)))


def _asked_range() -> str:
    asked = request.args.get("range") or site().popular_range
    return asked if asked in range_names() else abort(404)
