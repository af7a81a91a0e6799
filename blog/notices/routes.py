"""What a link in a letter opens: one comment, and what its reader decides about it.

Whoever holds the link acts in the name of the person whom the letter was for. Only a POST changes
anything: programs that look at mail follow every link.
"""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blog.admin.comments.queries import entry_of
from blog.comments.actions import decide
from blog.comments.models import STATES, Comment
from blog.comments.queries import by_id, locked
from blog.comments.sending import rewritten
from blog.db import db, writing
from blog.headers import keep_private
from blog.notices import bp
from blog.notices.links import read
from blog.people.models import User
from blog.people.policy import may


@bp.before_request
def keep_to_one_person() -> None:
    """The address itself opens the page, so no cache may hold it."""
    keep_private()


@bp.get("/moderation/<token>")
def show(token: str) -> Response:
    """The comment, and what can be done with it; `from` is the state that it was in just now."""
    opened = _opened(token)
    if opened is None:
        return _closed(token)
    who, comment = opened
    entry, was = entry_of(comment.id), request.args.get("from")
    page = render_template(
        "notices/show.html",
        token=token,
        who=who,
        entry=entry,
        was=was if was in STATES and was != comment.state else None,
        told=rewritten() if request.args.get("done") == "rewritten" else "",
    )
    return make_response(page)


@bp.post("/moderation/<token>/approval")
def approval(token: str) -> Response:
    """Let readers see it."""
    return _decided(token, "approved")


@bp.post("/moderation/<token>/spam")
def spam(token: str) -> Response:
    """Put it with the spam."""
    return _decided(token, "spam")


@bp.post("/moderation/<token>/deletion")
def destroy(token: str) -> Response:
    """Take it down; it can still be brought back."""
    return _decided(token, "deleted")


@bp.post("/moderation/<token>/holding")
def holding(token: str) -> Response:
    """Let it wait again."""
    return _decided(token, "pending")


def _decided(token: str, state: str) -> Response:
    with writing():
        opened = _opened(token)
        is_read = opened is None or state != "approved" or _is_as_read(opened[1])
        was = decide(opened[1], state, opened[0]) if opened and is_read else None
    if opened is None:
        return _closed(token)
    just_now: dict[str, Any] = {"from": was or state} if is_read else {"done": "rewritten"}
    if is_read and "undo" in request.form:
        just_now = {}  # All is as before, and so are the buttons.
    return redirect(url_for("notices.show", token=token, **just_now), 303)


def _is_as_read(comment: Comment) -> bool:
    """Whether its words are those that stood above the button; its writer may have changed them."""
    locked(comment.id)
    return request.form.get("seen", comment.edition) == comment.edition


def _opened(token: str) -> tuple[User, Comment] | None:
    """Who acts and on what; None where the link opens nothing, or nothing any more."""
    claim = read(token)
    who = db.session.get(User, claim.user_id) if claim else None
    comment = by_id(claim.comment_id) if claim else None
    if claim is None or who is None or comment is None or comment.erased_at:
        return None
    return (who, comment) if claim.opens_for(who) and may(who, "moderate", comment) else None


def _closed(token: str) -> Response:
    """The way by the front door: 404 for what is no link of ours, 410 for one that is over."""
    return make_response(render_template("notices/closed.html"), 410 if read(token) else 404)
