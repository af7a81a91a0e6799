"""Name, e-mail address, password and devices of the person who is signed in."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account import session
from blog.account.actions import end_login, end_logins, set_password
from blog.account.confirming import ask_for_password, is_own_password
from blog.account.limits import Wait
from blog.account.passwords import hash_password
from blog.admin.profile import bp
from blog.admin.profile.forms import OwnForm
from blog.admin.profile.page import own_row, part, password_form, profile_form
from blog.audit.actions import note
from blog.db import writing
from blog.hypermedia import wants_fragment
from blog.people import staff
from blog.people.models import User
from blog.people.queries import hold_owners


@bp.get("/")
def index() -> Response:
    """Everything of one's own on one page."""
    return part("profile")


@bp.post("/")
def edit() -> Response:
    """Save what stands on the form; another e-mail address is confirmed first."""
    me = own_row()
    form = profile_form(me)
    if not form.validate():
        return part("profile", 422, form=form)
    if _is_moved(me, form) and (asked := ask_for_password()):
        return asked
    with writing():
        hold_owners()  # Whoever else gives out this address waits until it is known to be taken.
        is_saved = form.validate()
        is_rotated = is_saved and _save(own_row(), form)
    if not is_saved:
        return part("profile", 422, form=form)
    if wants_fragment():
        answer = part("profile", is_saved=True)
    else:
        answer = redirect(url_for("admin.profile.index", done="saved"), 303)
    return session.remember(answer) if is_rotated else answer


@bp.post("/password")
def password() -> Response:
    """A new password; it ends every session but this one, which gets a new cookie."""
    who = session.person()
    form = password_form(own_row())
    if not form.validate():
        return part("password", 422, password=form)
    is_own = is_own_password(form.old_password.data or "")
    if isinstance(is_own, Wait):
        minutes = -(-is_own.seconds // 60)
        form.form_errors.append(
            _("There were too many tries. Please wait %(minutes)s minutes.", minutes=minutes)
        )
        return part("password", 429, password=form)
    if not is_own:
        form.old_password.errors = [_("This is not your password.")]
        return part("password", 422, password=form)
    hashed = hash_password(form.password.data or "")
    with writing():
        me = own_row()
        if who is None or me.password_hash != who.password_hash:
            abort(409)  # It was changed in another browser a moment ago.
        set_password(me, hashed)
        session.begin(me)
        note(me, "account.password", me.name, me.id)
    # A whole page even for htmx: with the password every form on the old one has lost its token.
    return session.remember(redirect(url_for("admin.profile.index", done="changed"), 303))


@bp.post("/devices/<number:login_id>/deletion")
def device(login_id: int) -> Response:
    """Sign out in one browser, from here."""
    with writing():
        me = own_row()
        if not end_login(me, login_id):
            abort(404)
        note(me, "account.sign_out", me.name, me.id)
    return _signed_out()


@bp.post("/devices/deletion")
def devices() -> Response:
    """Sign out everywhere else."""
    with writing():
        me, here = own_row(), session.login()
        end_logins(me, but=here.id if here else None)
        note(me, "account.sign_out", me.name, me.id)
    return _signed_out()


def _is_moved(me: User, form: OwnForm) -> bool:
    return (form.email.data or "").lower() != (me.email or "").lower()


def _save(me: User, form: OwnForm) -> bool:
    """Store the form; True where the login of this browser had to be renewed."""
    me.name, me.bio = form.name.data or me.name, form.bio.data or ""
    if form.may_moderate:
        me.comment_mail = form.comment_mail.data
        me.comment_mail_rhythm = form.comment_mail_rhythm.data
    note(me, "account.save", me.name, me.id)
    if not _is_moved(me, form):
        return False
    staff.change_email(me, form.email.data or "")
    note(me, "account.email", me.name, me.id)
    end_logins(me)
    session.begin(me)
    return True


def _signed_out() -> Response:
    if wants_fragment():
        return part("devices", is_saved=True)
    return redirect(url_for("admin.profile.index", done="signed-out"), 303)
