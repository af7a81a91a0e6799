"""Making passkeys, and taking them away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from blog.account import passkeys
from blog.account.confirming import ask_for_password
from blog.account.devices import device_of
from blog.account.models import Passkey
from blog.account.passkeys import Party
from blog.admin.passkeys import bp
from blog.admin.passkeys.forms import PasskeyForm
from blog.admin.profile.page import own_row, part
from blog.audit.actions import note
from blog.db import db, writing
from blog.hypermedia import wants_fragment


@dataclass(frozen=True)
class Invitation:
    """What a device is asked for, and the form that carries its answer."""

    options: str
    form: PasskeyForm


@bp.post("/enrolment")
def enrolment() -> Response:
    """Ask for a name and invite the device to make a passkey; nothing changes yet."""
    if asked := ask_for_password():
        return asked
    form = PasskeyForm(None, data={"name": device_of(request.user_agent.string)})
    return part("passkeys", invitation=_invitation(form))


@bp.post("/")
def create() -> Response:
    """Keep the passkey that the device made."""
    if asked := ask_for_password():
        return asked
    here, form = _party(), PasskeyForm(request.form)
    if not form.validate():
        return part("passkeys", 422, invitation=_invitation(form))
    made = passkeys.made(own_row(), here, form.credential.data or "", form.state.data or "")
    if made is None or not _keep(made, form.name.data or ""):
        form.name.errors = [_("No passkey was made. Please try once more.")]
        return part("passkeys", 422, invitation=_invitation(form))
    if wants_fragment():
        return part("passkeys", 201)
    return redirect(url_for("admin.profile.index", done="added"), 303)


@bp.post("/<number:passkey_id>/deletion")
def destroy(passkey_id: int) -> Response:
    """Let a passkey open nothing any more."""
    if asked := ask_for_password():
        return asked
    with writing():
        me, passkey = own_row(), db.session.get(Passkey, passkey_id)
        if passkey is None or passkey.user_id != me.id:
            abort(404)
        note(me, "account.no_passkey", passkey.name, passkey.id)
        db.session.delete(passkey)
    if wants_fragment():
        return part("passkeys")
    return redirect(url_for("admin.profile.index", done="removed"), 303)


def _party() -> Party:
    return passkeys.party() or abort(404)


def _invitation(form: PasskeyForm) -> Invitation:
    """A fresh challenge each time: an answer that was refused is worth nothing twice."""
    question = passkeys.ask_to_make(own_row(), _party())
    form.state.data, form.credential.data = question.state, ""
    return Invitation(question.options, form)


def _keep(made: Passkey, name: str) -> bool:
    """Store it; False where the very same answer was sent before."""
    try:
        with writing():
            me = own_row()
            made.name = name
            db.session.add(made)
            db.session.flush()
            note(me, "account.passkey", made.name, made.id)
    except IntegrityError:
        return False
    return True
