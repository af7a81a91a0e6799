"""All that Python knows about htmx: who asks, and which of two templates answers."""

from __future__ import annotations

from flask import Response, make_response, render_template, request


def wants_fragment() -> bool:
    """Whether htmx sent the request; only answers to POST and errors may depend on it."""
    return request.headers.get("HX-Request") == "true"


def render_either(fragment: str, page: str, **context: object) -> str:
    """The fragment for htmx, else the page that stands around that same fragment."""
    return render_template(fragment if wants_fragment() else page, **context)


def as_fragment(html: str) -> Response:
    """The answer of a fragment's own address: search engines should know only whole pages."""
    response = make_response(html)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
