"""A commenter's own comments: a letter with a link, and the page that it opens."""

from __future__ import annotations

import json

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blog.config import Config
from blog.cursor import Cursor
from blog.db import now, writing
from blog.headers import keep_private
from blog.moderation.networks import network_keys
from blog.numbers import LARGEST_NUMBER
from blog.privacy import bp
from blog.privacy.actions import ask_for_link, erase
from blog.privacy.erasing import erase_all
from blog.privacy.exporting import STATES, everything
from blog.privacy.forms import ErasureForm, LinkForm
from blog.privacy.links import email_of
from blog.privacy.queries import comments_of, own_comment, wishes_of
from blog.subscriptions.links import way_out

SIZE = 50
NUMBER = "<number:comment_id>"


@bp.route("/comments/mine", methods=["GET", "POST"])
def new() -> Response:
    """Asks for the letter; the answer is the same whether the address has comments or not."""
    config: Config = current_app.config["BLOG"]
    form = LinkForm(request.form)
    if request.method == "POST" and config.smtp_url and form.validate():
        with writing():
            ask_for_link(form.email.data or "", network_keys(request.remote_addr))
        return redirect(url_for("privacy.new", done="sent"), 303)
    page = render_template("privacy/new.html", form=form, sends_mail=bool(config.smtp_url))
    return make_response(page, 422 if request.method == "POST" else 200)


@bp.get("/comments/mine/<token>")
def index(token: str) -> Response:
    """Everything that was written with an address, in every state."""
    return _page(token, ErasureForm())


@bp.get("/comments/mine/<token>/export")
def export(token: str) -> Response:
    """The same as a file."""
    keep_private()
    text = json.dumps(everything(_email(token)), ensure_ascii=False, indent=2)
    response = make_response(text + "\n")
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="comments.json"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.post(f"/comments/mine/<token>/{NUMBER}/deletion")
def destroy(token: str, comment_id: int) -> Response:
    """Erase one comment; calm where it is gone already."""
    email = _email(token)
    with writing():
        found = own_comment(email, comment_id)
        erase([found] if found else [])
    return redirect(url_for("privacy.index", token=token, done="one"), 303)


@bp.post("/comments/mine/<token>/erasure")
def erasure(token: str) -> Response:
    """Erase everything."""
    email, form = _email(token), ErasureForm(request.form)
    if not form.validate():
        return _page(token, form, 422)
    erase_all(email)
    return redirect(url_for("privacy.index", token=token, done="all"), 303)


def _email(token: str) -> str:
    """Whose comments the link opens; whoever has a dead one can ask for another."""
    return email_of(token) or abort(_gone())


def _gone() -> Response:
    keep_private()
    return make_response(render_template("privacy/gone.html"), 404)


def _page(token: str, form: ErasureForm, status: int = 200) -> Response:
    keep_private()
    email = _email(token)
    before = Cursor.parse(request.args["before"]) if "before" in request.args else None
    if before and not 0 <= before.id <= LARGEST_NUMBER:
        abort(404)
    found = comments_of(email, before=before, limit=SIZE + 1)
    last = found[SIZE - 1][0] if len(found) > SIZE else None
    page = render_template(
        "privacy/index.html",
        token=token,
        email=email,
        form=form,
        comments=found[:SIZE],
        older=str(Cursor(last.created_at, last.id)) if last else None,
        wishes=[(post, comment, way_out(email, wish)) for wish, comment, post in wishes_of(email)],
        states=STATES,
        at=now(),
    )
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
