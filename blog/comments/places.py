"""Where a comment stands: the page and the anchor that hold it."""

from __future__ import annotations

from flask import request, url_for

from blog.comments.models import Comment
from blog.comments.queries import place_of
from blog.posts.models import Post


def waiting_address(post: Post, comment: Comment) -> str:
    """Where its writer finds a comment that waits: above the form of the post's own page."""
    return f"{request.script_root}{post.path}#yours-{comment.id}"


def address_of(post: Post, comment: Comment) -> str:
    """The comment on the post's own page, or on the page of comments that it has slipped to."""
    place = place_of(post, comment)
    if place.is_first_page:
        page = request.script_root + str(post.path)
    else:
        page = url_for("comments.index", post_id=post.id, thread=place.root_id, after=place.after)
    return f"{page}#comment-{comment.id}"
