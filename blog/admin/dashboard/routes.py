"""What waits, what is new, and the last posts."""

from __future__ import annotations

from flask import render_template

from blog.admin.dashboard import bp


@bp.get("/")
def index() -> str:
    """The first page after signing in."""
    return render_template("admin/dashboard/index.html")
