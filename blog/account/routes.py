"""Signing in and out over HTTP."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blog.account import bp, session
from blog.account.forms import SignInForm
from blog.account.resuming import ask_to_sign_in
from blog.db import writing
from blog.forgery import SAFE
from blog.headers import keep_private


@bp.before_request
def keep_account_private() -> None:
    """Whatever stands below /account is one person's own."""
    keep_private()
    if request.method not in SAFE and session.person() and not session.has_form_token():
        abort(400)


@bp.route("/account/sign-in", methods=["GET", "POST"])
def sign_in() -> str:
    """The form that asks who is there."""
    form = SignInForm(request.form)
    return render_template("account/sign_in.html", form=form, target="/admin/", carried=[])


@bp.post("/account/sign-out")
def sign_out() -> Response:
    """End the session in this browser."""
    with writing():
        session.end_here()
    return session.forget(redirect(url_for("posts.index"), 303))


@bp.get("/account/")
def show() -> Response | str:
    """The person's own account."""
    if session.person() is None:
        return ask_to_sign_in()
    return render_template("account/show.html")
