"""Switching two-step verification on and off.

Secrets and recovery codes are shown in the answer to a POST and nowhere else, so even without
JavaScript no redirect follows.
"""

from __future__ import annotations

from dataclasses import dataclass

import segno
from flask import abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from blog.account import second_factor
from blog.account.confirming import ask_for_password
from blog.admin.profile.page import own_row, part
from blog.admin.second_factor import bp
from blog.admin.second_factor.forms import EnrolmentForm
from blog.audit.actions import note
from blog.db import writing
from blog.hypermedia import wants_fragment
from blog.people.models import User
from blog.site.queries import site

SECONDS_TO_ENROL = 30 * 60


@dataclass(frozen=True)
class Enrolment:
    """What an app is told, by a picture or by hand, and the form that proves it was."""

    secret: str
    picture: str
    form: EnrolmentForm

    @property
    def spelled(self) -> str:
        """The secret in groups of four, as one types it."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


@bp.post("/enrolment")
def enrolment() -> Response:
    """Show a new secret; nothing changes until the app's first code comes back."""
    if asked := ask_for_password():
        return asked
    return part("second_factor", enrolment=_begun(own_row()))


@bp.post("/")
def create() -> Response:
    """Switch it on, if the code is that of the app; the recovery codes are shown this once."""
    if asked := ask_for_password():
        return asked
    me, form = own_row(), EnrolmentForm(request.form)
    secret = _opened(me, form.sealed.data or "")
    if secret is None:
        fresh = _begun(me)
        fresh.form.code.errors = [
            _("That took too long. Please let the app read this new picture.")
        ]
        return part("second_factor", 422, enrolment=fresh)
    step = second_factor.step_of(secret, form.code.data or "") if form.validate() else None
    if step is None:
        form.code.errors = form.code.errors or [
            _("This is not the code of now. Is the clock of your device right?")
        ]
        return part("second_factor", 422, enrolment=_enrolment(me, secret, form))
    with writing():
        me = own_row()
        codes = second_factor.enrol(me, secret, step)
        note(me, "account.second_factor", me.name, me.id)
    return part("second_factor", 201, recovery_codes=codes)


@bp.post("/recovery-codes")
def recovery_codes() -> Response:
    """New recovery codes, shown this once; the older ones open nothing any more."""
    if asked := ask_for_password():
        return asked
    with writing():
        me = own_row()
        if me.totp_secret is None:
            abort(409)
        codes = second_factor.new_recovery_codes(me)
        note(me, "account.recovery_codes", me.name, me.id)
    return part("second_factor", 201, recovery_codes=codes)


@bp.post("/deletion")
def destroy() -> Response:
    """Switch it off."""
    if asked := ask_for_password():
        return asked
    with writing():
        me = own_row()
        second_factor.drop(me)
        note(me, "account.no_second_factor", me.name, me.id)
    if wants_fragment():
        return part("second_factor")
    return redirect(url_for("admin.profile.index", done="changed"), 303)


def _begun(me: User) -> Enrolment:
    secret = second_factor.new_secret()
    sealed = _signer().dumps([me.id, secret])
    return _enrolment(me, secret, EnrolmentForm(None, data={"sealed": sealed}))


def _enrolment(me: User, secret: str, form: EnrolmentForm) -> Enrolment:
    address = second_factor.app_address(secret, me.email or me.name, site().title)
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=4, light="#fff")
    return Enrolment(secret, picture, form)


def _opened(me: User, sealed: str) -> str | None:
    try:
        user_id, secret = _signer().loads(sealed, max_age=SECONDS_TO_ENROL)
    except BadSignature:
        return None
    return str(secret) if user_id == me.id else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="octavo enrolment")
