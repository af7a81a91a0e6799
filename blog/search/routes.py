"""The search page, its results as a fragment, and how browsers learn to ask it."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.hypermedia import as_fragment
from blog.search import bp
from blog.search.answers import Answer, answer
from blog.search.queries import most_used_labels
from blog.site.queries import site

DESCRIPTION = "application/opensearchdescription+xml"


@bp.get("/search")
def index() -> str:
    """The search form with what was found."""
    return render_template("search/index.html", examples=_examples(), **vars(_asked()))


@bp.get("/search/results")
def results() -> Response:
    """What was found, for the page to swap in; the address bar then names the page around it."""
    found = _asked()
    response = as_fragment(render_template("search/_results.html", **vars(found)))
    response.headers["HX-Replace-Url"] = url_for("search.index", q=found.query or None)
    return response


@bp.get("/opensearch.xml")
def description() -> Response:
    """What browsers keep of the search, so that the address bar can ask it."""
    response = make_response(render_template("search/description.xml"))
    response.mimetype = DESCRIPTION
    return response


def _asked() -> Answer:
    number = request.args.get("page", 1, int)
    return answer(request.args.get("q", ""), number, site().posts_per_page, now())


def _examples() -> list[str]:
    """Two words of the blog's own to explain the signs by: labels, as far as they are words."""
    names = [label.name for label in most_used_labels(12) if label.name.isalpha()]
    return [*names, _("paper"), _("letter")][:2]
