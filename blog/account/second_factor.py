"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes.

What changes a row belongs into the caller's write transaction.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

import pyotp
from flask import current_app
from sqlalchemy import delete, or_, update

from blog.account.models import RecoveryCode
from blog.db import db, now
from blog.people.models import User

STEP_SECONDS = 30
# Clocks differ: the code before and the code after count, too.
STEPS = (-1, 0, 1)
RECOVERY_CODES = 10
# Without letters and digits that look alike.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LONGEST_CODE = 40


def new_secret() -> str:
    """A secret for an authenticator app, base32."""
    return pyotp.random_base32()


def app_address(secret: str, account: str, issuer: str) -> str:
    """The `otpauth:` address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_of(secret: str, code: str) -> int | None:
    """The time step whose code it is; None for a wrong one. For enrolment, and below."""
    given = "".join(code[:LONGEST_CODE].split())
    if not given.isascii() or not given.isdigit():
        return None
    present = int(time.time()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    right = [
        present + step
        for step in STEPS
        if hmac.compare_digest(app.generate_otp(present + step), given)
    ]
    return right[0] if right else None


def use(user: User, code: str) -> bool:
    """Take a code of the app, else a recovery code; each opens once."""
    return use_app_code(user, code) or use_recovery_code(user, code)


def use_app_code(user: User, code: str) -> bool:
    """Whether it is the app's, and newer than the last that was used."""
    step = step_of(user.totp_secret, code) if user.totp_secret else None
    if step is None:
        return False
    # By one statement: of two requests with the same code at the same moment one finds no row.
    unused = or_(User.totp_step.is_(None), User.totp_step < step)
    done = db.session.execute(update(User).where(User.id == user.id, unused).values(totp_step=step))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def use_recovery_code(user: User, code: str) -> bool:
    """Whether it is one of the person's that was not used before."""
    done = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _hash_of(user, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def enrol(user: User, secret: str, step: int) -> list[str]:
    """Ask for codes of that app from now on; gives the recovery codes, shown this once."""
    user.totp_secret, user.totp_step = secret, step
    return new_recovery_codes(user)


def drop(user: User) -> None:
    """Ask for no second factor any more."""
    user.totp_secret = user.totp_step = None
    _forget_recovery_codes(user)


def new_recovery_codes(user: User) -> list[str]:
    """Ten fresh codes, shown this once; the older ones open nothing any more."""
    _forget_recovery_codes(user)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_hash=_hash_of(user, code)) for code in codes
    )
    db.session.flush()
    return codes


def _forget_recovery_codes(user: User) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _recovery_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _hash_of(user: User, code: str) -> str:
    """Keyed, so that a copy of the database alone cannot be searched for codes."""
    plain = "".join(letter for letter in code[:LONGEST_CODE].lower() if letter.isalnum())
    key = str(current_app.config["SECRET_KEY"]).encode()
    message = f"recovery {user.id} {plain}".encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()
