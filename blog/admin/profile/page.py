"""The person's own page, whole or in the part that was changed."""

from __future__ import annotations

from flask import current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from blog.account import passkeys, session
from blog.account.devices import device_of
from blog.account.models import Login
from blog.account.queries import logins_of, passkeys_of, person_by_email, recovery_codes_left
from blog.admin.profile.forms import OwnForm, PasswordForm
from blog.db import db, now
from blog.hypermedia import wants_fragment
from blog.people.models import User
from blog.people.policy import may
from blog.site.queries import site


def part(name: str, status: int = 200, **changes: object) -> Response:
    """That part for htmx, else the page around it; `changes` replace what the page shows."""
    me = own_row()
    context: dict[str, object] = {
        "me": me,
        "form": profile_form(me),
        "password": password_form(me),
        "devices": devices(me),
        "here": session.login(),
        "enrolment": None,
        "recovery_codes": [],
        "codes_left": recovery_codes_left(me.id),
        "passkeys": passkeys_of(me.id),
        "are_passkeys_offered": passkeys.party() is not None,
        "invitation": None,
        "passkey_problem": "",
        "is_saved": False,
        "has_mail_server": bool(current_app.config["BLOG"].smtp_url),
    }
    is_fragment = request.method == "POST" and wants_fragment()
    template = f"admin/profile/_{name}.html" if is_fragment else "admin/profile/edit.html"
    return make_response(render_template(template, **context | changes), status)


def own_row() -> User:
    """The person who is signed in, as a row of this transaction."""
    who = session.person()
    assert who is not None  # The guard lets nobody else in.
    return db.session.get_one(User, who.id)


def profile_form(me: User) -> OwnForm:
    """What the person says of themselves, or is just sending."""
    my_id = me.id

    def is_taken(email: str) -> bool:
        found = person_by_email(email)
        return found is not None and found.id != my_id

    is_sent = request.method == "POST" and request.endpoint == "admin.profile.edit"
    return OwnForm(
        request.form if is_sent else None,
        obj=me,
        email_is_taken=is_taken,
        may_moderate=may(me, "moderate", "comment"),
    )


def password_form(me: User) -> PasswordForm:
    """The form of a new password; it must not be what everybody knows of the person."""
    is_sent = request.endpoint == "admin.profile.password"
    return PasswordForm(request.form if is_sent else None, [me.name, me.email, site().title])


def devices(me: User) -> list[tuple[Login, str]]:
    """Where the person is signed in, and what that browser is called."""
    at = now()
    found = logins_of(me.id, begun_after=at - session.ABSOLUTE, seen_after=at - session.IDLE)
    return [(login, device_of(login.device)) for login in found]
