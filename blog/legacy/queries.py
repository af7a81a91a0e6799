"""Reads posts by the numbers that other systems gave them, and comments by their anchors."""

from __future__ import annotations

from sqlalchemy import or_, select

from blog.comments.models import Comment
from blog.db import db
from blog.posts.models import Post


def by_blogger_number(number: int) -> Post | None:
    """The post or page, of any state, whose Blogger entry id ends in that number."""
    return _ending_in(f".post-{number}", f".page-{number}")


def by_wordpress_number(number: int) -> Post | None:
    """The post, of any state, whose WordPress address by number ends so."""
    return _ending_in(f"?p={number}")


def comment_by_anchor(post_id: int, anchor: str) -> int | None:
    """Number of the visible comment that Blogger showed under that id, such as `c123`."""
    return db.session.scalar(
        select(Comment.id).where(
            Comment.post_id == post_id, Comment.anchor == anchor, Comment.state == "approved"
        )
    )


def _ending_in(*endings: str) -> Post | None:
    # Numbers only, so nothing in them is a wildcard; the index on legacy_id is read, not the rows.
    return db.session.scalar(
        select(Post)
        .where(
            Post.id.in_(
                select(Post.id).where(
                    or_(*(Post.legacy_id.like(f"%{ending}") for ending in endings))
                )
            )
        )
        .order_by(Post.id)
        .limit(1)
    )
