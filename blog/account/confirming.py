"""Asking for the password again before something that a stranger at an open desk must not do.

The question is answered where it was put: its form goes to the same address as the one that was
sent, with all its fields, so nothing is lost and the act goes on by itself.
"""

from __future__ import annotations

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account import limits, session
from blog.account.forms import ConfirmForm
from blog.account.limits import Wait
from blog.account.passwords import is_right
from blog.account.resuming import Errand
from blog.db import writing
from blog.hypermedia import wants_fragment

ANSWER = "confirming_password"


def ask_for_password() -> Response | None:
    """The answer to send instead of acting; None where the password was given lately, or just now.

    For a POST by somebody who is signed in, before its own write transaction:
    `if asked := ask_for_password(): return asked`. Chosen files cannot be kept.
    """
    if session.is_confirmed():
        return None
    form = ConfirmForm(request.form)
    if ANSWER not in request.form:
        return _question(ConfirmForm(formdata=None))
    if not form.validate():
        return _question(form, 422)
    outcome = _confirm(form.confirming_password.data or "")
    if isinstance(outcome, Wait):
        minutes = -(-outcome.seconds // 60)
        form.form_errors.append(
            _("There were too many tries. Please wait %(minutes)s minutes.", minutes=minutes)
        )
        return _question(form, 429)
    if not outcome:
        form.confirming_password.errors = [_("This is not your password.")]
        return _question(form, 422)
    return None


def is_own_password(password: str) -> bool | Wait:
    """Whether the person who is signed in has that password; wrong ones count as tries."""
    who = session.person()
    if who is None:
        return False
    with writing():
        tried = limits.begin_try("sign_in", who.email or "", who.id)
    if isinstance(tried, Wait):
        return tried
    if not is_right(who, password):
        return False
    with writing():
        limits.take_back(tried)
    return True


def _confirm(password: str) -> bool | Wait:
    is_own = is_own_password(password)
    if is_own is True:
        with writing():
            session.confirm()
    return is_own


def _question(form: ConfirmForm, status: int = 401) -> Response:
    fragment, page = "account/_confirmation.html", "account/confirmation.html"
    template = fragment if wants_fragment() else page
    errand = Errand.of_this_request()
    return make_response(render_template(template, form=form, errand=errand), status)
