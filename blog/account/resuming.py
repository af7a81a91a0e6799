"""What somebody gets who acts while signed out: the way in, and nothing typed is lost."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from blog.account.forms import SignInForm
from blog.headers import keep_private
from blog.hypermedia import wants_fragment

# What no later form may carry on: tokens are made anew, passwords are typed anew.
NEVER_CARRIED = ("csrf_token", "password")


def ask_to_sign_in() -> Response:
    """The answer to a request that needs somebody signed in.

    A page is asked for again after signing in; under htmx a fragment leads there in a new tab, so
    that what was typed stays; a form that was sent without JavaScript is carried on by the form
    that asks for the password.
    """
    keep_private()
    target = here()
    if wants_fragment():
        lead = url_for("account.sign_in")
        return make_response(render_template("account/_signed_out.html", lead=lead), 401)
    if request.method == "POST":
        page = render_template(
            "account/sign_in.html", form=SignInForm(formdata=None), target=target, carried=carried()
        )
        return make_response(page, 401)
    return redirect(url_for("account.sign_in", next=target), 303)


def offer_to_send_again() -> Response:
    """The answer to a form whose token is not that of the person who is signed in now."""
    if wants_fragment():
        return make_response(render_template("account/_stale.html"), 400)
    page = render_template("account/resume.html", target=here(), carried=carried(), is_stale=True)
    return make_response(page, 400)


def carried() -> list[tuple[str, str]]:
    """The fields of the form that was sent, as the next form carries them on."""
    fields: MultiDict[str, str] = request.form
    return [(name, value) for name, value in fields.items(multi=True) if name not in NEVER_CARRIED]


def here() -> str:
    """The address that was asked for, below this deployment's root."""
    query = request.query_string.decode("latin-1")
    return request.path + (f"?{query}" if query else "")
