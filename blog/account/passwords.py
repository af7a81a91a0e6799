"""Passwords: how they are hashed, compared, and which are too easy. Knows no database."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask_babel import gettext as _
from wtforms.validators import ValidationError

# The second of the parameter sets that OWASP's Password Storage Cheat Sheet names for argon2id.
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# A hash of those parameters that no password has: where nobody is to be found, it is compared with.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$" + "A" * 22 + "$" + "A" * 43

SHORTEST, LONGEST = 12, 1000
OBVIOUS = frozenset(
    {
        "123456789012", "1234567890123", "12345678901234", "123456789123", "012345678901",
        "password1234", "passwordpassword", "password12345", "password123456", "mypassword123",
        "qwertyuiop12", "qwertyuiopasdf", "qwertyqwerty", "qwerty123456", "1q2w3e4r5t6y",
        "1qaz2wsx3edc", "abcdefghijkl", "abcdef123456", "abc123abc123", "iloveyou1234",
        "administrator", "adminadminadmin", "letmeinletmein", "letmein12345", "welcome12345",
        "changeme1234", "changemechangeme", "correcthorsebatterystaple",
    }
)  # fmt: skip


class CanSignIn(Protocol):
    """What must be known of a person to compare a password."""

    @property
    def password_hash(self) -> str | None: ...
    @property
    def can_sign_in(self) -> bool: ...


def hash_password(password: str) -> str:
    """argon2id in its usual text form. Slow on purpose: never inside a write transaction."""
    return HASHER.hash(_bytes(password))


def is_right(who: CanSignIn | None, password: str) -> bool:
    """Whether that person signs in with that password; an unknown person costs the same time.

    Somebody who is disabled or not yet invited has no right password.
    """
    try:
        matches = HASHER.verify((who and who.password_hash) or NOBODYS, _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False
    return matches and who is not None and who.can_sign_in


def is_hash_old(password_hash: str) -> bool:
    """Whether it was made with other parameters, so that the next sign-in should make it anew."""
    return HASHER.check_needs_rehash(password_hash)


class PasswordRule:
    """A validator: long enough, not obvious, and not something that everybody knows.

    That is what the form's other `fields` hold, and the form's `known_words` if it has any: the
    title of the blog, or name and e-mail address where the form does not ask for them.
    """

    def __init__(self, *fields: str) -> None:
        self.fields = fields

    def __call__(self, form: Any, field: Any) -> None:
        known = [str(form[name].data or "") for name in self.fields]
        weakness = weakness_of(field.data or "", [*known, *getattr(form, "known_words", ())])
        if weakness:
            raise ValidationError(weakness)


def weakness_of(password: str, known: Iterable[str] = ()) -> str:
    """Why it must not be a password, in a sentence; "" where it may be one."""
    if len(password) < SHORTEST:
        return str(_("Please use at least 12 characters; a few words that only you would join."))
    if len(password) > LONGEST:
        return str(_("Please use at most 1,000 characters."))
    plain = _folded(password)
    if plain in OBVIOUS or len(set(password.casefold())) < 5:
        return str(_("This password is among the first that somebody would try."))
    if plain in {_folded(word) for word in known}:
        return str(_("Others know this: it is your name, your address or the blog’s title."))
    return ""


def _folded(text: str) -> str:
    """Without blanks, dots and case, in which nobody hides anything."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == "@")


def _bytes(password: str) -> bytes:
    """The same bytes however the keyboard composes letters."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
