"""Signing in and out, becoming somebody who can, and a forgotten password."""

from __future__ import annotations

import json

from flask import (
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account import bp, passkeys, session, tickets
from blog.account.entering import (
    CodeNeeded,
    Entered,
    Outcome,
    Refused,
    enter,
    enter_by_code,
    enter_by_passkey,
)
from blog.account.forms import (
    CodeForm,
    InvitationForm,
    NewPasswordForm,
    OwnerForm,
    ResetForm,
    SignInForm,
)
from blog.account.joining import accept, become_owner, begin_reset, renew_password
from blog.account.limits import Wait
from blog.account.queries import has_owner, is_email_taken, person_of
from blog.account.resuming import Errand, ask_to_sign_in, offer_to_send_again
from blog.config import Config
from blog.db import writing
from blog.headers import keep_private
from blog.site.queries import site

# The forms of the door may carry on a whole form of the admin beside their own fields.
ROOM_FOR_CARRIED = 100_000


@bp.before_request
def make_room() -> None:
    """Whatever stands below /account is one person's own, and what was typed fits through it."""
    keep_private()
    for limit in ("max_content_length", "max_form_memory_size"):
        size = getattr(request, limit)
        setattr(request, limit, size and size + ROOM_FOR_CARRIED)
    request.max_form_parts = (request.max_form_parts or 0) + 10


@bp.route("/account/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """The form that asks who is there; somebody who is signed in is led on."""
    errand = Errand.carried_on()
    if request.method == "GET" and session.person():
        return errand.go_on()
    form = SignInForm(request.form)
    if request.method == "POST" and form.validate():
        outcome = enter(form.email.data or "", form.password.data or "")
        return _answer_to_password(outcome, form, errand)
    return _page("sign_in", form, errand=errand)


@bp.post("/account/second-step")
def second_step() -> Response:
    """The code that is asked for after the password."""
    errand, pending = Errand.carried_on(), request.form.get("pending", "")
    form = CodeForm(request.form)
    if not form.validate():
        return _page("second_step", form, errand=errand, pending=pending)
    outcome = enter_by_code(pending, form.code.data or "")
    if isinstance(outcome, Entered):
        return session.remember(errand.go_on())
    if isinstance(outcome, Refused) and outcome.is_over:
        again = SignInForm(formdata=None)
        again.form_errors.append(_("That took too long, or something changed. Please begin anew."))
        return _page("sign_in", again, errand=errand)
    if isinstance(outcome, Refused):
        form.code.errors = [_("This code is wrong, too old, or was used before.")]
    return _page("second_step", form, outcome, errand=errand, pending=pending)


@bp.post("/account/passkey/options")
def passkey_options() -> Response:
    """What a script asks the device for; the answer goes to `passkey`."""
    here = passkeys.party() or abort(404)
    question = passkeys.ask_to_use(here)
    return jsonify(options=json.loads(question.options), state=question.state)


@bp.post("/account/passkey")
def passkey() -> Response:
    """Sign in by what the device answered."""
    errand = Errand.carried_on()
    given = [request.form.get(name, "") for name in ("credential", "state")]
    if isinstance(enter_by_passkey(*given), Entered):
        return session.remember(errand.go_on())
    form = SignInForm(formdata=None)
    form.form_errors.append(_("This passkey opens nothing here. The password still does."))
    return _page("sign_in", form, errand=errand)


@bp.post("/account/sign-out")
def sign_out() -> Response:
    """End the session in this browser."""
    if session.person() and not session.has_form_token():
        return offer_to_send_again()
    with writing():
        session.end_here()
    return session.forget(redirect(url_for("posts.index"), 303))


@bp.get("/account/")
def show() -> Response:
    """The person's own account stands in the admin."""
    if session.person() is None:
        return ask_to_sign_in()
    return redirect(url_for("admin.profile.index"), 303)


@bp.route("/account/setup", methods=["GET", "POST"])
def setup() -> Response:
    """Become the owner, by the link that the command line prints while there is none."""
    token = _token()
    if has_owner() or tickets.find("owner", token) is None:
        return _closed("owner")
    form = OwnerForm(request.form, [site().title])
    if request.method == "POST" and form.validate():
        if become_owner(token, form):
            return session.remember(redirect(url_for("admin.dashboard.index"), 303))
        if not is_email_taken(form.email.data or ""):
            return _closed("owner")
        form.email.errors = [_("Somebody else signs in by this address.")]
    return _page("setup", form, token=token)


@bp.route("/account/invitation", methods=["GET", "POST"])
def invitation() -> Response:
    """Accept an invitation: a name and a password, and one is in."""
    token = _token()
    person = person_of(tickets.find("invitation", token))
    if person is None or person.disabled_at is not None:
        return _closed("invitation")
    given = request.form if request.method == "POST" else None
    form = InvitationForm(given, [person.email, site().title], data={"name": person.name})
    if request.method == "POST" and form.validate():
        if accept(token, form):
            return session.remember(redirect(url_for("admin.dashboard.index"), 303))
        return _closed("invitation")
    return _page("invitation", form, token=token, invited=person)


@bp.route("/account/reset", methods=["GET", "POST"])
def reset() -> Response:
    """Ask for a link by mail; the answer never tells whether there is such a person."""
    config: Config = current_app.config["BLOG"]
    form = ResetForm(request.form)
    if request.method == "POST" and not config.smtp_url:
        abort(403)
    if request.method == "POST" and form.validate():
        waits = begin_reset(form.email.data or "")
        if waits is None:
            return redirect(url_for("account.reset", done="sent"), 303)
        return _page("reset", form, waits, sends_mail=True)
    return _page("reset", form, sends_mail=bool(config.smtp_url))


@bp.route("/account/reset/new", methods=["GET", "POST"])
def new_password() -> Response:
    """Set a new password by a link; the second factor is still asked for when signing in."""
    token = _token()
    person = person_of(tickets.find("reset", token))
    if person is None or not person.can_sign_in:
        return _closed("reset")
    form = NewPasswordForm(request.form, [person.name, person.email, site().title])
    if request.method == "POST" and form.validate():
        if renew_password(token, form):
            return redirect(url_for("account.sign_in", done="changed"), 303)
        return _closed("reset")
    return _page("new_password", form, token=token, who=person)


def _answer_to_password(outcome: Outcome, form: SignInForm, errand: Errand) -> Response:
    if isinstance(outcome, Entered):
        return session.remember(errand.go_on())
    if isinstance(outcome, CodeNeeded):
        return _page("second_step", CodeForm(None), errand=errand, pending=outcome.pending)
    if isinstance(outcome, Refused):
        form.form_errors.append(_("The e-mail address or the password is not right."))
    return _page("sign_in", form, outcome, errand=errand)


def _page(
    name: str,
    form: SignInForm | CodeForm | NewPasswordForm | ResetForm,
    outcome: Outcome | None = None,
    **context: object,
) -> Response:
    """The page of a form: 422 where something in it is wrong, 429 where somebody has to wait."""
    if isinstance(outcome, Wait):
        form.form_errors.append(_too_often(outcome))
    status = 422 if form.errors or form.form_errors else 200
    page = make_response(render_template(f"account/{name}.html", form=form, **context), status)
    if isinstance(outcome, Wait):
        page.status_code = 429
        page.headers["Retry-After"] = str(outcome.seconds)
    return page


def _too_often(wait: Wait) -> str:
    minutes = -(-wait.seconds // 60)
    return str(
        _(
            "There were too many tries. Please wait %(minutes)s minutes, then try again.",
            minutes=minutes,
        )
    )


def _closed(purpose: str) -> Response:
    """A link that opens nothing: never was one, was used, or its time is over."""
    return make_response(render_template("account/closed.html", purpose=purpose), 403)


def _token() -> str:
    return request.values.get("token", "")
