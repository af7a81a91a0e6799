"""What somebody gets who acts while signed out: the way in, and nothing typed is lost.

A page is asked for again after signing in. A form that was sent without JavaScript travels along,
field by field, in the forms that ask for password and code; after signing in it can be sent with
one press. Under htmx the page is still there, so a fragment leads to the way in in a new tab.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blog.account.forms import SignInForm
from blog.headers import keep_private
from blog.hypermedia import wants_fragment
from blog.richtext.characters import scrubbed

PREFIX = "carried."
HOME = "/admin/"
LONGEST_TARGET = 4000


@dataclass(frozen=True)
class Errand:
    """Where somebody was going when they were asked who they are, and what they carried.

    `is_form` tells a form, even one without fields, from a page that is only to be shown.
    """

    target: str = HOME
    fields: tuple[tuple[str, str], ...] = ()
    is_form: bool = False
    had_files: bool = False

    @classmethod
    def of_this_request(cls) -> Errand:
        """The request that was refused."""
        if request.method != "POST":
            return cls(here())
        fields = tuple(
            (scrubbed(name), scrubbed(value))
            for name, value in request.form.items(multi=True)
            if name != "csrf_token" and "password" not in name
        )
        had_files = any(file.filename for file in request.files.values())
        return cls(here(), fields, True, had_files)

    @classmethod
    def carried_on(cls) -> Errand:
        """What the form that asked for password or code carried on."""
        given = request.form if request.method == "POST" else request.args
        target = local_path(given.get("next", ""))
        if not request.form.get("is_form"):
            return cls(target)
        fields = tuple(
            (scrubbed(name.removeprefix(PREFIX)), scrubbed(value))
            for name, value in request.form.items(multi=True)
            if name.startswith(PREFIX)
        )
        return cls(target, fields, True, bool(request.form.get("had_files")))

    def go_on(self) -> Response:
        """Where to, now that the person is signed in."""
        if not self.is_form:
            return redirect(request.script_root + self.target, 303)
        return make_response(render_template("account/resume.html", errand=self, is_stale=False))


def ask_to_sign_in() -> Response:
    """The answer to a request that needs somebody signed in."""
    keep_private()
    if wants_fragment():
        lead = url_for("account.sign_in")
        return make_response(render_template("account/_signed_out.html", lead=lead), 401)
    errand = Errand.of_this_request()
    if errand.is_form:
        form = SignInForm(formdata=None)
        return make_response(render_template("account/sign_in.html", form=form, errand=errand), 401)
    return redirect(url_for("account.sign_in", next=errand.target), 303)


def offer_to_send_again() -> Response:
    """The answer to a form whose token is not that of the person who is signed in now."""
    if wants_fragment():
        return make_response(render_template("account/_stale.html"), 400)
    errand = Errand.of_this_request()
    return make_response(render_template("account/resume.html", errand=errand, is_stale=True), 400)


def here() -> str:
    """The address that was asked for, below this deployment's root."""
    query = request.query_string.decode("latin-1")
    return quote(request.path, safe="/:@!$&'()*+,;=-._~") + (f"?{query}" if query else "")


def local_path(given: str) -> str:
    """The path if it is one of this blog's own, else the first page of the admin.

    Browsers read a backslash as a slash and skip tabs and line ends, so neither may stand in it.
    """
    is_plain = given.isprintable() and "\\" not in given and len(given) <= LONGEST_TARGET
    if not is_plain or not given.startswith("/") or given.startswith("//"):
        return HOME
    try:
        parts = urlsplit(given)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else given
