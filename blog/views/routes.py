"""The beacon that pages send once they are seen."""

from __future__ import annotations

from blog.views import bp


@bp.post("/views/<int:post_id>")
def create(post_id: int) -> tuple[str, int]:
    """Note a view."""
    return "", 204
