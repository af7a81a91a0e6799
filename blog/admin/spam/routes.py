"""Emptying the spam: a page that asks, and the button that does it."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.spam import bp
from blog.admin.spam.forms import SpamForm
from blog.audit.actions import note
from blog.db import now, writing
from blog.moderation.actions import remove_spam
from blog.moderation.queries import BATCH
from blog.queue.actions import enqueue


@bp.route("/comments/spam/deletion", methods=["GET", "POST"])
def destroy() -> Response:
    """Ask how much should go, and let it go: the first at once, the others by a job."""
    form = SpamForm(request.form)
    if request.method == "GET" or not form.validate():
        page = render_template("admin/spam/destroy.html", form=form)
        return make_response(page, 422 if form.errors else 200)
    before = now() - form.age
    with writing():
        removed = remove_spam(before)
        if removed:
            enqueue("emptying", before=before.isoformat())
            note(person(), "comment.empty", f"{before:%Y-%m-%d}")
    done = "emptying" if removed == BATCH else "erased" if removed else "none"
    return redirect(url_for("admin.comments.index", state="spam", done=done), 303)
