"""Signing in: password, then the code where a second factor is asked for.

Every refusal is the same, whether the name is unknown, the password wrong or the person shut out:
a try is written down, one hash is computed, one sentence comes back.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from blog.account import limits, passkeys, second_factor, session
from blog.account.limits import Try, Wait
from blog.account.passwords import hash_password, is_hash_old, is_right
from blog.account.queries import person_by_email
from blog.audit.actions import note
from blog.db import db, writing
from blog.people.models import User

# For so long the second step waits for its code.
SECONDS_FOR_CODE = 10 * 60


@dataclass(frozen=True)
class Entered:
    """This browser is signed in."""


@dataclass(frozen=True)
class CodeNeeded:
    """The password was right; `pending` says so to the second step."""

    pending: str


@dataclass(frozen=True)
class Refused:
    """No; `is_over` where the first step must be done again."""

    is_over: bool = False


Outcome = Entered | CodeNeeded | Refused | Wait


def enter(email: str, password: str) -> Outcome:
    """Sign this browser in by e-mail address and password, as far as these suffice."""
    user = _snapshot(person_by_email(email))
    with writing():
        tried = limits.begin_try("sign_in", email, user.id if user else None)
    if isinstance(tried, Wait):
        return tried
    if not is_right(user, password) or user is None:
        return Refused()
    is_old = is_hash_old(user.password_hash or "")
    renewed = hash_password(password) if is_old else user.password_hash
    with writing():
        row = _unchanged(user.id, _mark(user))
        if row is None:
            return Refused()
        limits.take_back(tried)
        row.password_hash = renewed
        if row.totp_secret:
            return CodeNeeded(_signer().dumps([row.id, _mark(row)]))
        begin(row)
    return Entered()


def enter_by_code(pending: str, code: str) -> Outcome:
    """Finish what `enter` began, by a code of the app or a recovery code."""
    try:
        user_id, mark = _signer().loads(pending, max_age=SECONDS_FOR_CODE)
    except BadSignature:
        return Refused(is_over=True)
    with writing():
        tried = limits.begin_try("code", str(user_id), user_id)
    if isinstance(tried, Wait):
        return tried
    with writing():
        return _finish(user_id, mark, code, tried)


def enter_by_passkey(credential: str, state: str) -> Outcome:
    """Sign this browser in by a passkey alone: the device has asked who is there."""
    here = passkeys.party()
    if here is None:
        return Refused()
    with writing():
        row = passkeys.used(here, credential, state)
        if row is None:
            return Refused()
        begin(row)
    return Entered()


def begin(row: User) -> None:
    """Sign this browser in as that person and say so in the log; for a write transaction."""
    session.begin(row)
    limits.remember_network(row.id)
    note(row, "account.sign_in", row.name, row.id)


def _finish(user_id: int, mark: str, code: str, tried: Try) -> Outcome:
    row = _unchanged(user_id, mark)
    if row is None:
        return Refused(is_over=True)
    if not second_factor.use(row, code):
        return Refused()
    limits.take_back(tried)
    begin(row)
    return Entered()


def _snapshot(user: User | None) -> User | None:
    """The row as it is now, which outlives the rollback with which a write begins."""
    if user is not None:
        db.session.expunge(user)
    return user


def _unchanged(user_id: int, mark: str) -> User | None:
    """The person, locked, unless the password changed meanwhile or they were shut out."""
    row = db.session.get(User, user_id, with_for_update=True)
    if row is None or not row.can_sign_in or not hmac.compare_digest(_mark(row), mark):
        return None
    return row


def _mark(user: User) -> str:
    """Tells one password of a person from the next; a hash of its hash."""
    return hashlib.sha256(f"{user.id} {user.password_hash}".encode()).hexdigest()


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="octavo second step")
