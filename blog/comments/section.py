"""The comments below a post, behind the boundary that keeps its page whole whatever happens here.

A copy of them is never shown in their place: a moderator may have taken something out of it.
"""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from blog.comments.own import own_ids
from blog.comments.queries import first_page
from blog.comments.writer import empty_form
from blog.posts.models import Post
from blog.widgets.boundary import attempt, boundary
from blog.widgets.soundness import check

# More than a widget has: a long thread asks three questions, and readers came for it.
BUDGET = 1.0
LARGEST = 5_000_000  # Characters of two hundred comments, each as long as can be.


def section(post: Post) -> Markup:
    """The first page of the post's comments and the form; a notice while they cannot be had."""
    return alone(post) or Markup(render_template("comments/_placeholder.html", post=post))


def alone(post: Post) -> Markup | None:
    """The same for its own address; None while they cannot be had."""
    # First of all, since they keep a page private that shows one person's own marks or lacks them.
    own, form = own_ids(), empty_form()

    def make() -> Markup:
        thread = first_page(post, own)
        html = render_template("comments/_comments.html", post=post, thread=thread, form=form)
        return check(html, LARGEST)

    return attempt(_part(post), BUDGET, make, widget="comments", post=post.id)


def rest(post: Post) -> float:
    """In how many seconds they are tried again."""
    return boundary().breaker.rest(_part(post))


def _part(post: Post) -> str:
    return f"comments {post.id}"
