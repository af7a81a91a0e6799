"""The search page and its results as a fragment."""

from __future__ import annotations

from flask import Response, render_template, request

from blog.db import now
from blog.hypermedia import as_fragment
from blog.search import bp
from blog.search.queries import matches, page_of
from blog.site.queries import site


@bp.get("/search")
def index() -> str:
    """The search form with what was found."""
    return render_template("search/index.html", **_found())


@bp.get("/search/results")
def results() -> Response:
    """What was found, for the page to swap in."""
    return as_fragment(render_template("search/_results.html", **_found()))


def _found() -> dict[str, object]:
    query = " ".join(request.args.get("q", "").replace("\0", "").split())
    number, size = request.args.get("page", 1, int), site().posts_per_page
    found = matches(query, now()) if query else []
    pages = -(-len(found) // size) or 1
    number = min(max(number, 1), pages)
    return {
        "query": query,
        "count": len(found),
        "posts": page_of(found, number, size) if found else [],
        "number": number,
        "pages": pages,
    }
