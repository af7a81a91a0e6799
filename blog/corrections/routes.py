"""Changing a comment of one's own and taking it back, for a quarter of an hour.

What others wrote has no address here: 404. One's own that is too old says so: 403.
"""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account.session import has_form_token, person
from blog.comments.forms import TextForm
from blog.comments.models import Comment
from blog.comments.own import own_ids
from blog.comments.policy import are_shown
from blog.comments.queries import by_id, own_entry
from blog.comments.revising import revise, take_back, too_late
from blog.comments.sending import Refused
from blog.comments.threads import Thread
from blog.comments.writer import is_fresh, is_own
from blog.corrections import bp
from blog.db import now
from blog.headers import keep_private
from blog.hypermedia import render_either, wants_fragment
from blog.posts.models import Post
from blog.posts.queries import by_id as post_by_id

ADDRESS = "/comments/<number:post_id>/<number:comment_id>"


@bp.route(f"{ADDRESS}/edit", methods=["GET", "POST"])
def edit(post_id: int, comment_id: int) -> Response:
    """A comment's words in a field, and what becomes of them when they are sent."""
    post, comment = _own(post_id, comment_id)
    form = TextForm(request.form, text=comment.source)
    if request.method == "GET":
        return _page("edit", post, comment, form, 200 if is_fresh(comment) else 403)
    if not form.validate() or _is_forged(form):
        return _page("edit", post, comment, form, 422)
    outcome = revise(comment_id, form.text.data or "")
    if isinstance(outcome, Refused):
        return _refused("edit", post, comment_id, form, outcome)
    said = _("Your comment is changed.")
    if outcome.state != "approved":
        said = _("Your comment is changed. It waits until somebody has read it.")
    return _done(post, comment_id, said)


@bp.get(f"{ADDRESS}/deletion")
def deletion(post_id: int, comment_id: int) -> Response:
    """The question whether a comment is to go."""
    post, comment = _own(post_id, comment_id)
    return _page("deletion", post, comment, TextForm(), 200 if is_fresh(comment) else 403)


@bp.post(f"{ADDRESS}/deletion")
def destroy(post_id: int, comment_id: int) -> Response:
    """Take a comment back."""
    post, comment = _own(post_id, comment_id)
    form = TextForm()
    if _is_forged(form):
        return _page("deletion", post, comment, form, 422)
    refused = take_back(comment_id)
    if refused:
        return _refused("deletion", post, comment_id, form, refused)
    return _done(post, comment_id, _("Your comment is deleted."))


def _own(post_id: int, comment_id: int) -> tuple[Post, Comment]:
    """A comment of whoever asks, and its post; 404 for all others, whether there is one or not."""
    keep_private()
    post, comment = post_by_id(post_id), by_id(comment_id)
    if post is None or not post.is_public(now()) or not are_shown(post):
        abort(404)
    if comment is None or comment.post_id != post.id or not is_own(comment):
        abort(404)
    return post, (abort(404) if comment.state == "deleted" else comment)


def _is_forged(form: TextForm) -> bool:
    if person() and not has_form_token():
        form.refuse(_("This form was open for too long. Please send it again."))
    return bool(form.form_errors)


def _refused(name: str, post: Post, comment_id: int, form: TextForm, why: Refused) -> Response:
    """Why it could not be; 404 where nothing is left of the comment by now."""
    comment = by_id(comment_id) or abort(404)
    form.refuse(why.reason)
    return _page(name, post, comment, form, 422)


def _page(name: str, post: Post, comment: Comment, form: TextForm, status: int) -> Response:
    page = render_either(
        f"corrections/_{name}.html",
        f"corrections/{name}.html",
        post=post,
        comment=comment,
        entry=own_entry(comment.id),
        form=form,
        problem=too_late() if status == 403 else "",
    )
    return make_response(page, status)


def _done(post: Post, comment_id: int, said: str) -> Response:
    """The comment as it stands now, in the place of what it was; it may be gone."""
    if not wants_fragment():
        entry = own_entry(comment_id)
        lead = url_for("comments.show", post_id=post.id, comment_id=comment_id)
        return redirect(lead if entry else f"{request.script_root}{post.path}#comments", 303)
    return make_response(
        render_template(
            "corrections/_outcome.html",
            post=post,
            comment_id=comment_id,
            entry=own_entry(comment_id),
            thread=Thread(post.comments, [], frozenset(), frozenset(own_ids())),
            said=said,
        )
    )
