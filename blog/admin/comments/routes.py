"""The queue of comments: reading it, and what is done to one or to several of them."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.comments import bp
from blog.admin.comments.forms import ReplyForm
from blog.admin.comments.queries import (
    SIZE,
    View,
    chosen,
    counts,
    entry_of,
    queue,
    title_of,
)
from blog.audit.actions import note
from blog.comments.actions import decide
from blog.comments.forms import LARGEST_NUMBER, one_line
from blog.comments.models import STATES, Comment
from blog.comments.queries import by_id
from blog.comments.sending import answer
from blog.db import writing
from blog.hypermedia import render_either, wants_fragment
from blog.people.models import User
from blog.people.policy import Reach, may, reach
from blog.posts.queries import Cursor

NUMBER = f"<int(max={LARGEST_NUMBER}):comment_id>"
LONGEST_SEARCH = 200
# The word that an act leaves in the address and in the audit log.
DONE = {"approved": "approved", "spam": "spam", "deleted": "deleted", "pending": "held"}
ACTS = {"approved": "approve", "spam": "spam", "deleted": "delete", "pending": "hold"}


@bp.get("/comments/")
def index() -> str:
    """One page of the comments in a state, newest first."""
    view = _asked()
    return render_template(
        "admin/comments/index.html",
        view=view,
        here=_here(),
        found=queue(view, _author()),
        counts=counts(_author()),
        title=title_of(view.post_id, _author()) if view.post_id is not None else None,
        undo=_undo(),
    )


@bp.post(f"/comments/{NUMBER}/approval")
def approval(comment_id: int) -> Response:
    """Let readers see it."""
    return _moved(comment_id, "approved")


@bp.post(f"/comments/{NUMBER}/spam")
def spam(comment_id: int) -> Response:
    """Put it with the spam."""
    return _moved(comment_id, "spam")


@bp.post(f"/comments/{NUMBER}/deletion")
def destroy(comment_id: int) -> Response:
    """Take it down; it can still be brought back."""
    return _moved(comment_id, "deleted")


@bp.post(f"/comments/{NUMBER}/holding")
def holding(comment_id: int) -> Response:
    """Let it wait again."""
    return _moved(comment_id, "pending")


@bp.post("/comments/selection")
def selection() -> Response:
    """Bring all that were ticked into one state; nothing happens where one of them is foreign."""
    state = request.form.get("state", "")
    if state not in STATES:
        abort(400)
    ids = [int(given) for given in request.form.getlist("comment") if _is_number(given)]
    with writing():
        rows = [comment for comment, _post in chosen(ids[:SIZE])]
        if not all(may(person(), "moderate", comment) for comment in rows):
            abort(403)
        changed = [comment for comment in rows if _move(comment, state)]
    return _back(DONE[state] if changed else "nothing")


@bp.get(f"/comments/{NUMBER}/reply")
def new(comment_id: int) -> str:
    """The form that answers a comment; the queue takes it out of this page."""
    entry = entry_of(comment_id)
    if entry is None or not entry.can_be_answered:
        abort(404)
    return render_template(
        "admin/comments/new.html", entry=entry, form=ReplyForm(), here=_here(), was=None
    )


@bp.post(f"/comments/{NUMBER}/reply")
def create(comment_id: int) -> Response:
    """A reply in one's own name; what it answers is approved with it."""
    form, reply_id = ReplyForm(request.form), None
    if form.validate():
        reply_id = answer(comment_id, _who(), form.text.data or "")
        if reply_id is None:
            form.refuse(_("The comment that you answer is no longer here."))
    entry = entry_of(comment_id) or abort(404)
    if reply_id is None:
        context = {"entry": entry, "form": form, "here": _here(), "was": None}
        page = render_either("admin/comments/_reply.html", "admin/comments/new.html", **context)
        return make_response(page, 422)
    if not wants_fragment():
        return _back("replied")
    line = {"entry": entry, "here": _here(), "was": entry.state, "reply_id": reply_id}
    return make_response(render_template("admin/comments/_entry.html", **line), 201)


def _moved(comment_id: int, state: str) -> Response:
    with writing():
        comment = by_id(comment_id) or abort(404)
        was = _move(comment, state) or state
    is_undone = "undo" in request.form
    if wants_fragment():
        context: dict[str, Any] = {"here": _here(), "was": None if is_undone else was}
        entry = entry_of(comment_id)
        return make_response(render_template("admin/comments/_entry.html", entry=entry, **context))
    if is_undone:
        return _back("undone")
    return _back(DONE[state], undo=comment_id, **{"from": was})


def _move(comment: Comment, state: str) -> str | None:
    was = decide(comment, state)
    if was:
        note(person(), f"comment.{ACTS[state]}", comment.author_name, comment.id)
    return was


def _who() -> User:
    who = person()
    assert who is not None  # The guard lets nobody else in.
    return who


def _author() -> int | None:
    """Whose posts alone this person may look after; None for everybody's."""
    return None if reach(_who(), "comment", "list") == Reach.ANY else _who().id


def _asked() -> View:
    """The view that the address names; 404 where it names none."""
    state = request.args.get("state", "pending")
    before = Cursor.parse(request.args["before"]) if "before" in request.args else None
    is_lost = "before" in request.args and (before is None or before.id > LARGEST_NUMBER)
    if state not in STATES or is_lost:
        abort(404)
    post = request.args.get("post", "")
    return View(
        state=state,
        q=one_line(request.args.get("q"))[:LONGEST_SEARCH],
        post_id=(int(post) if _is_number(post) else 0) if post else None,
        before=before,
    )


def _here() -> dict[str, str]:
    """Where in the queue somebody acts, as every address carries it on."""
    names = ("state", "q", "post", "before")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _undo() -> tuple[int, str] | None:
    """The comment that was changed last, and the state that it can go back to."""
    number, was = request.args.get("undo", ""), request.args.get("from", "")
    is_sound = _is_number(number) and was in STATES and DONE[was] != request.args.get("done")
    return (int(number), was) if is_sound else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_NUMBER


def _back(done: str, **more: Any) -> Response:
    place: dict[str, Any] = _here() | {"done": done} | more
    return redirect(url_for("admin.comments.index", **place), 303)
