"""Feeds."""

from __future__ import annotations

from blog.feeds import bp


@bp.get("/feed.atom")
def atom() -> str:
    """Atom."""
    return ""


@bp.get("/feed.rss")
def rss() -> str:
    """RSS."""
    return ""


@bp.get("/sitemap.xml")
def sitemap() -> str:
    """Sitemap."""
    return ""


@bp.get("/label/<slug>/feed.atom")
def label_atom(slug: str) -> str:
    """Atom of a label."""
    return ""


@bp.get("/comments/<int:post_id>/feed.atom")
def post_comments(post_id: int) -> str:
    """Atom of a post's comments."""
    return ""
