"""People who can sign in by a password, and what the tests of the door ask of the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.account import passwords, second_factor, tickets
from blog.account.passwords import hash_password
from blog.db import db, writing
from blog.people.actions import add_author
from blog.people.models import User

PASSWORD = "seven lamps by the river"
EMAIL = "olga@example.org"


@pytest.fixture
def olga(app: Flask) -> int:
    """The owner, who signs in by EMAIL and PASSWORD; her number."""
    return add(app, "Olga", EMAIL, "owner", PASSWORD)


@pytest.fixture
def secret(app: Flask, olga: int) -> str:
    """Olga is asked for a code, too; the secret of her app."""
    made = second_factor.new_secret()
    with app.app_context(), writing():
        db.session.get_one(User, olga).totp_secret = made
    return made


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash that a password was compared with."""
    compared: list[str] = []
    verify = passwords.HASHER.verify

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(hasher, name)

        def verify(self, known: str, password: bytes) -> bool:
            compared.append(known)
            return bool(verify(known, password))

    hasher = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Watched())
    return compared


@pytest.fixture
def ticket(app: Flask) -> Callable[..., str]:
    """Makes tickets; gives the token of the link."""

    def make(purpose: str, user_id: int | None = None) -> str:
        with app.app_context(), writing():
            user = db.session.get_one(User, user_id) if user_id else None
            return tickets.make(purpose, user).partition("?token=")[2]

    return make


def add(app: Flask, name: str, email: str | None, role: str, password: str | None) -> int:
    """Somebody; without a password they cannot sign in. Their number."""
    hashed = hash_password(password) if password else None
    with app.app_context(), writing():
        person = add_author(name)
        person.email, person.role, person.password_hash = email, role, hashed
        db.session.flush()
        return person.id


def change(app: Flask, user_id: int, **columns: object) -> None:
    """Set columns of a person."""
    with app.app_context(), writing():
        for name, value in columns.items():
            setattr(db.session.get_one(User, user_id), name, value)
