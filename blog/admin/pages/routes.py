"""The list of pages over HTTP."""

from __future__ import annotations

from werkzeug.wrappers import Response

from blog.admin.pages import bp
from blog.admin.posts import lists


@bp.get("/pages/")
def index() -> str:
    """All pages, latest change first."""
    return lists.shown("page")


@bp.post("/pages/selection/<any(" + ", ".join(lists.ACTS) + "):act>")
def selection(act: str) -> Response | tuple[str, int]:
    """Do one thing to all pages that were ticked in the list."""
    return lists.changed("page", act)
