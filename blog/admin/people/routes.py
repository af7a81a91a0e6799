"""Inviting people, changing what they may do, shutting them out, and their leave.

Every change asks for the owner's password again, and looks inside its transaction whether it is
still an owner who acts and whether one remains.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.

from blog.account import session, tickets
from blog.account.actions import end_logins
from blog.account.confirming import ask_for_password
from blog.account.queries import person_by_email
from blog.admin.people import bp
from blog.admin.people.forms import (
    NOBODY,
    InvitationForm,
    NewPersonForm,
    PersonForm,
    RemovalForm,
)
from blog.audit.actions import note
from blog.db import db, now, writing
from blog.hypermedia import wants_fragment
from blog.people import staff
from blog.people.letters import send_invitation
from blog.people.models import User
from blog.people.policy import may
from blog.people.queries import by_slug, everybody, hold_owners, others
from blog.people.staff import LastOwner
from blog.posts.queries import wait_for_turn


@bp.get("/")
def index() -> Response:
    """Everybody who writes here, with what they may do."""
    return _list()


@bp.route("/new", methods=["GET", "POST"])
def new() -> Response:
    """Invite somebody; the link is shown this once."""
    form = NewPersonForm(request.form, email_is_taken=_taken_by_another())
    if request.method == "POST" and form.validate():
        if asked := ask_for_password():
            return asked
        with writing():
            me = _acting_owner()
            made, link = _invited(me, form) if form.validate() else (None, "")
        if made:
            return _invitation_shown(made, link)
    fragment = request.method == "POST" and wants_fragment()
    template = f"admin/people/{'_newcomer' if fragment else 'new'}.html"
    return make_response(render_template(template, form=form), 422 if form.errors else 200)


@bp.route("/<number:person_id>", methods=["GET", "POST"])
def edit(person_id: int) -> Response:
    """Who somebody is and what they may do; a new role or address ends their sessions."""
    someone = _someone(person_id)
    if request.method == "GET":
        return _desk(someone)
    form = _person_form(someone)
    is_saved = is_rotated = False
    if form.validate():
        if asked := ask_for_password():
            return asked
        try:
            with writing():
                me = _acting_owner()
                if form.validate():
                    is_rotated = _save(me, _someone(person_id), form)
                    is_saved = True
        except LastOwner:
            is_saved = False
            form.role.errors = [_nobody_else()]
    if not is_saved:
        return _desk(_someone(person_id), 422, form=form)
    answer = _saved(person_id)
    return session.remember(answer) if is_rotated else answer


@bp.post("/<number:person_id>/invitation")
def invitation(person_id: int) -> Response:
    """A new link for somebody who cannot sign in yet; the older one opens nothing any more."""
    form = InvitationForm(request.form, email_is_taken=_taken_by_another(person_id))
    if form.validate():
        if asked := ask_for_password():
            return asked
        with writing():
            me, someone = _acting_owner(), _someone(person_id)
            if someone.password_hash is not None or someone.disabled_at is not None:
                abort(409)
            link = _reinvited(me, someone, form.email.data or "") if form.validate() else ""
        if link:
            return _invitation_shown(someone, link)
    someone = _someone(person_id)
    return _desk(someone, 422, fragment="_invitation", invitation=form)


@bp.post("/<number:person_id>/suspension")
def suspension(person_id: int) -> Response:
    """Shut somebody out: their sessions end at once."""
    return _change_access(person_id, staff.shut_out, "person.disable")


@bp.post("/<number:person_id>/readmission")
def readmission(person_id: int) -> Response:
    """Let somebody in again."""
    return _change_access(person_id, staff.let_in, "person.enable")


@bp.post("/<number:person_id>/deletion")
def destroy(person_id: int) -> Response:
    """Delete somebody; their posts and pictures go to whom the form names, or to nobody."""
    someone = _someone(person_id)
    form = _removal_form(someone)
    if form.validate():
        if asked := ask_for_password():
            return asked
        try:
            with writing():
                wait_for_turn()  # Posts change hands; their savers hold people as well.
                _remove(_acting_owner(), _someone(person_id), form.heir.data)
            return redirect(url_for("admin.people.index", done="removed"), 303)
        except LastOwner:
            form.heir.errors = [_nobody_else()]
    someone = _someone(person_id)
    return _desk(someone, 422, fragment="_removal", removal=form)


def _someone(person_id: int) -> User:
    """The person, who may have been deleted since the guard looked."""
    return db.session.get(User, person_id) or abort(404)


def _acting_owner() -> User:
    """The person who acts, as they are now: others may have changed them meanwhile."""
    hold_owners()
    who = session.person()
    me = db.session.get(User, who.id, populate_existing=True) if who else None
    if me is None or not may(me, "edit", "person"):
        abort(403)
    return me


def _invited(me: User, form: NewPersonForm) -> tuple[User, str]:
    made = staff.add_person(form.name.data or "", form.email.data or "", form.role.data)
    note(me, "person.invite", made.name, made.id)
    return made, tickets.make("invitation", made)


def _reinvited(me: User, someone: User, email: str) -> str:
    staff.change_email(someone, email)
    note(me, "person.invite", someone.name, someone.id)
    return tickets.make("invitation", someone)


def _save(me: User, someone: User, form: PersonForm) -> bool:
    """Store the form; True where the login of this very browser had to be renewed."""
    role, email = someone.role, someone.email
    someone.name, someone.slug = form.name.data or someone.name, form.slug.data or someone.slug
    someone.bio = form.bio.data or ""
    if form.role.data != role:
        staff.change_role(someone, form.role.data)
        note(me, "person.role", someone.name, someone.id)
    if (form.email.data or "").lower() != (email or "").lower():
        staff.change_email(someone, form.email.data or "")
    note(me, "person.save", someone.name, someone.id)
    if (someone.role, someone.email) == (role, email):
        return False
    end_logins(someone)
    if someone.id == me.id:
        session.begin(someone)
    return someone.id == me.id


def _change_access(person_id: int, act: Callable[[User], None], action: str) -> Response:
    if asked := ask_for_password():
        return asked
    try:
        with writing():
            me, someone = _acting_owner(), _someone(person_id)
            if someone.id == me.id:
                raise LastOwner
            act(someone)
            note(me, action, someone.name, someone.id)
    except LastOwner:
        return _list(_nobody_else(), 422)
    if wants_fragment():
        return _list()
    return redirect(url_for("admin.people.index", done="changed"), 303)


def _remove(me: User, someone: User, heir_id: str) -> None:
    if someone.id == me.id:
        raise LastOwner
    heir = None if heir_id == NOBODY else db.session.get(User, int(heir_id))
    if heir is None and heir_id != NOBODY:
        abort(409)  # The heir was deleted a moment ago.
    note(me, "person.remove", someone.name, someone.id)
    staff.remove(someone, heir)


def _list(problem: str = "", status: int = 200) -> Response:
    is_fragment = request.method == "POST" and wants_fragment()
    template = f"admin/people/{'_people' if is_fragment else 'index'}.html"
    page = render_template(template, people=everybody(), problem=problem, now=now())
    return make_response(page, status)


def _desk(
    someone: User, status: int = 200, *, fragment: str = "_person", **changes: object
) -> Response:
    """The page about one person, or the part of it that was sent."""
    context: dict[str, object] = {
        "someone": someone,
        "form": _person_form(someone),
        "invitation": InvitationForm(None, email_is_taken=_taken_by_another(), obj=someone),
        "removal": _removal_form(someone),
        "link": "",
        "is_mailed": False,
        "is_saved": False,
    }
    is_fragment = request.method == "POST" and wants_fragment()
    template = f"admin/people/{fragment if is_fragment else 'edit'}.html"
    return make_response(render_template(template, **context | changes), status)


def _saved(person_id: int) -> Response:
    if wants_fragment():
        someone = _someone(person_id)
        fresh = _person_form(someone, is_sent=False)
        return _desk(someone, form=fresh, is_saved=True)
    return redirect(url_for("admin.people.edit", person_id=person_id, done="saved"), 303)


def _invitation_shown(someone: User, link: str) -> Response:
    """The link, which stands nowhere else: so even without JavaScript no redirect follows."""
    is_mailed = send_invitation(someone, link)
    return _desk(someone, 201, fragment="_invitation", link=link, is_mailed=is_mailed)


def _person_form(someone: User, *, is_sent: bool | None = None) -> PersonForm:
    is_sent = request.endpoint == "admin.people.edit" if is_sent is None else is_sent
    return PersonForm(
        request.form if request.method == "POST" and is_sent else None,
        obj=someone,
        email_is_taken=_taken_by_another(someone.id),
        slug_is_taken=lambda slug: (by_slug(slug) or someone).id != someone.id,
        needs_email=someone.password_hash is not None,
    )


def _removal_form(someone: User) -> RemovalForm:
    form = RemovalForm(request.form if request.endpoint == "admin.people.destroy" else None)
    form.heir.choices = [
        SelectChoice("", _("Please choose")),
        *(SelectChoice(str(one.id), one.name) for one in others(someone)),
        SelectChoice(NOBODY, _("Nobody: they stay, without an author")),
    ]
    return form


def _taken_by_another(person_id: int | None = None) -> Callable[[str], bool]:
    def is_taken(email: str) -> bool:
        found = person_by_email(email)
        return found is not None and found.id != person_id

    return is_taken


def _nobody_else() -> str:
    return str(_("This cannot be: somebody must own the blog, and another owner must do this."))
