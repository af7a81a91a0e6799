"""The queue of comments: reading it, and what is done to one or to several of them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.comments import bp
from blog.admin.comments.forms import ReplyForm
from blog.admin.comments.place import (
    DONE,
    Done,
    asked,
    back,
    done_by_address,
    done_of,
    here,
    is_number,
)
from blog.admin.comments.queries import SIZE, chosen, counts, entry_of, queue, title_of
from blog.admin.menu import sentence
from blog.audit.actions import note
from blog.comments import actions
from blog.comments.models import STATES, Comment
from blog.comments.queries import locked
from blog.comments.sending import Refused, answer
from blog.db import db, writing
from blog.hypermedia import as_fragment, render_either, wants_fragment
from blog.moderation.actions import block, unblock
from blog.people.models import User
from blog.people.policy import Reach, may, reach
from blog.posts.models import Post

NUMBER = "<number:comment_id>"


@bp.get("/comments/")
def index() -> str:
    """One page of the comments in a state, newest first."""
    view = asked()
    return render_template(
        "admin/comments/index.html",
        view=view,
        here=here(),
        found=queue(view, _author()),
        counts=counts(_author()),
        title=title_of(view.post_id, _author()) if view.post_id is not None else None,
        undo=done_by_address(),
    )


@bp.get("/comments/tabs")
def tabs() -> Response:
    """How many stand in each state by now."""
    page = render_template(
        "admin/comments/_tabs.html", view=asked(), here=here(), counts=counts(_author())
    )
    return as_fragment(page)


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


@bp.post(f"/comments/{NUMBER}/trust")
def trust(comment_id: int) -> Response:
    """Let readers see it, and what the same person writes from now on."""
    with writing():
        comment = _found(comment_id)
        is_read = comment.state == "approved" or _is_as_read(comment)
        was = comment.state
        if is_read:
            actions.decide(comment, "approved", person())
            _trust(comment, True)
    if not is_read:
        return _rewritten(comment_id)
    return _told(comment_id, Done("trusted", {comment_id: was}))


@bp.post(f"/comments/{NUMBER}/blocking")
def blocking(comment_id: int) -> Response:
    """Put it with the spam, and refuse for a day what comes from the same network.

    Where the network was forgotten meanwhile, nothing is left to be blocked.
    """
    with writing():
        comment = _found(comment_id)
        was, word = actions.decide(comment, "spam", person()) or comment.state, "spam"
        if comment.network_key:
            block(comment.network_key, person())
            note(person(), "comment.block", comment.author_name, comment.id)
            word = "blocked"
    return _told(comment_id, Done(word, {comment_id: was}))


@bp.post(f"/comments/{NUMBER}/pin")
def pin(comment_id: int) -> Response:
    """Let it stand above all others of its post."""
    return _pinned(comment_id, True)


@bp.post(f"/comments/{NUMBER}/unpinning")
def unpinning(comment_id: int) -> Response:
    """Let it stand in its own place again."""
    return _pinned(comment_id, False)


@bp.post("/comments/selection")
def selection() -> Response:
    """Bring all that were ticked into one state; nothing happens where one of them is foreign."""
    state = request.form.get("state", "")
    if state not in STATES:
        abort(400)
    ids = [int(given) for given in request.form.getlist("comment") if is_number(given)]
    with writing():
        rows = _mine(ids[:SIZE], "moderate")
        found = _as_read(rows) if state == "approved" else rows
        states = {
            comment.id: was
            for comment in found
            if (was := actions.decide(comment, state, person()))
        }
        word = "nothing" if len(found) == len(rows) else "rewritten"
    return back(DONE[state], states) if states else back(word)


@bp.post("/comments/restoration")
def restoration() -> Response:
    """Take back what was just done to one or to several."""
    done = done_of(request.form.get("done", ""), request.form.getlist("undo")) or abort(400)
    action = {"trusted": "trust", "blocked": "block"}.get(done.word, "moderate")
    with writing():
        are_read = all([_restore(comment, done) for comment in _mine(done.states, action)])
    number = next(iter(done.states))
    if not are_read:
        return _rewritten(number)
    if not wants_fragment():
        return back("undone")
    entry = entry_of(number) or abort(404)
    return make_response(_line(entry=entry, done=None, told=_("Undone.")))


@bp.get(f"/comments/{NUMBER}/reply")
def new(comment_id: int) -> str:
    """The form that answers a comment; the queue takes it out of this page."""
    entry = entry_of(comment_id)
    if entry is None or not entry.can_be_answered:
        abort(404)
    # Taken out of this page, the form stands beside words that were read before.
    seen = request.args.get("seen", entry.edition)
    context = {"entry": entry, "form": ReplyForm(), "here": here(), "done": None, "seen": seen}
    return render_template("admin/comments/new.html", **context)


@bp.post(f"/comments/{NUMBER}/reply")
def create(comment_id: int) -> Response:
    """A reply in one's own name; what it answers is approved with it."""
    form, reply_id = ReplyForm(request.form), None
    if form.validate():
        made = answer(comment_id, _who(), form.text.data or "", request.form.get("seen"))
        if isinstance(made, Refused):
            form.refuse(made.reason)
        else:
            reply_id = made
    entry = entry_of(comment_id) or abort(404)
    if reply_id is None:
        # Only a whole page shows the words anew.
        seen = request.form.get("seen", entry.edition) if wants_fragment() else entry.edition
        context = {"entry": entry, "form": form, "here": here(), "done": None, "seen": seen}
        page = render_either("admin/comments/_reply.html", "admin/comments/new.html", **context)
        return make_response(page, 422)
    if not wants_fragment():
        return back("replied")
    line = _line(entry=entry, done=Done("replied", {}), reply_id=reply_id)
    return make_response(line, 201)


def _moved(comment_id: int, state: str) -> Response:
    with writing():
        comment = _found(comment_id)
        is_read = state != "approved" or _is_as_read(comment)
        was = actions.decide(comment, state, person()) if is_read else None
    if not is_read:
        return _rewritten(comment_id)
    return _told(comment_id, Done(DONE[state], {comment_id: was} if was else {}))


def _is_as_read(comment: Comment) -> bool:
    """Whether its words are still those beside the button; a form that names none is believed."""
    return request.form.get("seen", comment.edition) == comment.edition


def _rewritten(comment_id: int) -> Response:
    """The comment as it stands now, to be read again: nobody's approval covers other words."""
    if not wants_fragment():
        return back("rewritten")
    entry = entry_of(comment_id) or abort(404)
    return make_response(
        _line(entry=entry, done=None, told=sentence("rewritten"), is_rewritten=True)
    )


def _pinned(comment_id: int, is_wanted: bool) -> Response:
    """The entry as it stands then."""
    with writing():
        _pin(_found(comment_id), is_wanted)
    word = "pinned" if is_wanted else "unpinned"
    if not wants_fragment():
        return back(word)
    entry = entry_of(comment_id) or abort(404)
    return make_response(_line(entry=entry, done=None, told=sentence(word)))


def _told(comment_id: int, done: Done) -> Response:
    """The line that stands for the comment from now on, or the way back into the queue."""
    if not wants_fragment():
        return back(done.word, done.states)
    entry = entry_of(comment_id) or abort(404)
    return make_response(_line(entry=entry, done=done))


def _line(**context: object) -> str:
    return render_template("admin/comments/_entry.html", here=here(), **context)


def _pin(comment: Comment, is_wanted: bool) -> None:
    """Pin it, or let it go; 409 where readers do not see it any more."""
    post = db.session.get_one(Post, comment.post_id)
    if is_wanted == (post.pinned_comment_id == comment.id):
        return
    if not actions.pin(post, comment if is_wanted else None):
        abort(409)
    act = "comment.pin" if is_wanted else "comment.unpin"
    note(person(), act, comment.author_name, comment.id)


def _trust(comment: Comment, is_trusted: bool) -> None:
    if comment.is_trusted != is_trusted:
        comment.is_trusted = is_trusted
        act = "comment.trust" if is_trusted else "comment.mistrust"
        note(person(), act, comment.author_name, comment.id)


def _restore(comment: Comment, done: Done) -> bool:
    """False where readers would see words that its writer put there after the decision."""
    state, found = done.states[comment.id], locked(comment.id)
    if found is None:
        return True
    if state == "approved" != found.state and found.is_edited_since:
        return False
    actions.decide(comment, state, person())
    if done.word == "trusted":
        _trust(comment, False)
    elif done.word == "blocked" and comment.network_key:
        unblock(comment.network_key)
        note(person(), "comment.unblock", comment.author_name, comment.id)
    return True


def _found(comment_id: int) -> Comment:
    """The comment, locked; 404 where its writer erased it: nothing is left to be decided about."""
    comment = locked(comment_id)
    if comment is None or comment.erased_at:
        abort(404)
    return comment


def _mine(ids: Iterable[int], action: str) -> list[Comment]:
    """These comments; 403 where this person may not do that to one of them."""
    rows = [comment for comment, _post in chosen(ids)]
    if not all(may(person(), action, comment) for comment in rows):
        abort(403)
    return rows


def _as_read(comments: Iterable[Comment]) -> list[Comment]:
    """Those whose words, now that they are locked, are still those that the page showed."""
    seen = dict(mark.partition(".")[::2] for mark in request.form.getlist("seen"))
    rows = [locked(comment.id) for comment in comments]
    return [row for row in rows if row and seen.get(str(row.id), row.edition) == row.edition]


def _who() -> User:
    who = person()
    assert who is not None  # The guard lets nobody else in.
    return who


def _author() -> int | None:
    """Whose posts alone this person may look after; None for everybody's."""
    return None if reach(_who(), "comment", "list") == Reach.ANY else _who().id
