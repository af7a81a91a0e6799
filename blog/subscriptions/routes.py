"""The pages that letters lead to: saying that a wish is one's own, and ending it.

Opening a page changes nothing: mail programs open links on their own.
"""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blog.comments.queries import by_id as comment_by_id
from blog.db import now, writing
from blog.headers import keep_private
from blog.posts.models import Post
from blog.posts.queries import by_id as post_by_id
from blog.subscriptions import bp, links
from blog.subscriptions.actions import QUESTION_LASTS, confirm, end, mute, unmute
from blog.subscriptions.links import Way
from blog.subscriptions.models import Subscription
from blog.subscriptions.queries import is_muted, subscription


@bp.get("/subscriptions/<token>")
def show(token: str) -> Response:
    """The question whether somebody wants letters, or that they get them."""
    way, wanted = _asked(token)
    if way is None or wanted is None:
        return _page("gone", status=404)
    return _page("show", token=token, wanted=wanted, is_muted=is_muted(way.email_key))


@bp.post("/subscriptions/<token>")
def create(token: str) -> Response:
    """Letters are wanted."""
    with writing():
        way, wanted = _asked(token)
        if way is None or wanted is None:
            return _page("gone", status=404)
        unmute(way.email_key)
        confirm(wanted)
    return redirect(url_for("subscriptions.show", token=token), 303)


@bp.get("/unsubscribe/<token>")
def edit(token: str) -> Response:
    """What letters somebody gets, and buttons that end them."""
    way = links.left_by(token) or abort(404)
    wanted = _named(way)
    return _page("edit", token=token, wanted=wanted, is_muted=is_muted(way.email_key))


@bp.post("/unsubscribe/<token>")
def destroy(token: str) -> Response:
    """No more letters: about one comment, as mail programs ask (RFC 8058), or none at all."""
    way, scope = links.left_by(token) or abort(404), request.form.get("scope", "comment")
    with writing():
        wanted = _named(way)
        if scope == "again":
            unmute(way.email_key)
        elif scope == "address" or not way.subscription_id:
            mute(way.email_key, wanted.email if wanted else None)
        elif wanted:
            end(wanted.id)
    if "List-Unsubscribe" in request.form:
        # Mail programs follow no redirects (RFC 8058).
        return edit(token)
    return redirect(url_for("subscriptions.edit", token=token), 303)


def _asked(token: str) -> tuple[Way | None, Subscription | None]:
    """What a question's link names, and its subscription while it can be confirmed, or was."""
    way = links.asked(token)
    wanted = _named(way) if way else None
    if wanted is None or wanted.asked_at is None:
        return way, None
    is_good = wanted.confirmed_at or wanted.asked_at > now() - QUESTION_LASTS
    return way, wanted if is_good else None


def _named(way: Way) -> Subscription | None:
    """The subscription that a link names, if it is still there."""
    found = subscription(way.subscription_id) if way.subscription_id else None
    return found if way.leads_to(found) else None


def _page(name: str, status: int = 200, **context: object) -> Response:
    """A page for one person, which no cache holds and no search engine lists."""
    keep_private()
    wanted = context.get("wanted")
    post = _post_of(wanted) if isinstance(wanted, Subscription) else None
    page = render_template(f"subscriptions/{name}.html", post=post, **context)
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _post_of(wanted: Subscription) -> Post | None:
    """The post of the comment, if readers see it."""
    comment = comment_by_id(wanted.comment_id)
    post = post_by_id(comment.post_id) if comment else None
    return post if post and post.is_public(now()) else None
