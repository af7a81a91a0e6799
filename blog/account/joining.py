"""What links open: becoming the owner, accepting an invitation, setting a new password.

The password is hashed before the write transaction, and the ticket is spent inside it: of two who
use the same link at once, one gets in.
"""

from __future__ import annotations

from blog.account import entering, limits, tickets
from blog.account.actions import make_owner, set_password
from blog.account.forms import InvitationForm, NewPasswordForm, OwnerForm
from blog.account.limits import Wait
from blog.account.passwords import hash_password
from blog.account.queries import has_owner, is_email_taken, person_of
from blog.audit.actions import note
from blog.db import writing
from blog.queue.actions import enqueue


def become_owner(token: str, form: OwnerForm) -> bool:
    """Make the owner and sign them in here; False where the link or the address is taken."""
    hashed = hash_password(form.password.data or "")
    with writing():
        is_refused = has_owner() or is_email_taken(form.email.data or "")
        if is_refused or not tickets.spend("owner", token):
            return False
        owner = make_owner(form.name.data or "", form.email.data or "", hashed)
        note(owner, "account.setup", owner.name, owner.id)
        entering.begin(owner)
    return True


def accept(token: str, form: InvitationForm) -> bool:
    """Let the invited person sign in, and sign them in here; False where the link is spent."""
    hashed = hash_password(form.password.data or "")
    with writing():
        person = person_of(tickets.find("invitation", token))
        if person is None or person.disabled_at or not tickets.spend("invitation", token):
            return False
        person.name = form.name.data or person.name
        set_password(person, hashed)
        note(person, "account.join", person.name, person.id)
        entering.begin(person)
    return True


def renew_password(token: str, form: NewPasswordForm) -> bool:
    """Set a new password and end every session; False where the link is spent."""
    hashed = hash_password(form.password.data or "")
    with writing():
        person = person_of(tickets.find("reset", token))
        if person is None or not person.can_sign_in or not tickets.spend("reset", token):
            return False
        set_password(person, hashed)
        note(person, "account.reset", person.name, person.id)
    return True


def begin_reset(email: str) -> Wait | None:
    """See to it that a link is mailed, if that person exists; Wait where this network asks a lot.

    Whether they exist is found out later, beside the request: it costs the same either way. Too
    many letters to one person are not sent, and the answer does not tell.
    """
    with writing():
        tried = limits.begin_try("reset", email, None)
        if isinstance(tried, Wait):
            return tried if tried.is_networks else None
        enqueue("reset", email=email)
    return None
