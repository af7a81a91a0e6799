"""Passkeys (WebAuthn): a device proves who is there, by finger, face or PIN, without a password.

User verification is required of the device, so a passkey alone stands for both steps. A challenge
is a signed value that lives for five minutes; nothing is stored for it. It works once: making a
passkey twice fails on the unique credential, and signing in only counts where the passkey was not
used since the challenge was given.
"""

from __future__ import annotations

import ipaddress
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import or_, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from blog.account.models import Passkey
from blog.account.queries import passkey_by_credential, passkeys_of
from blog.config import Config
from blog.db import EPOCH, db, now
from blog.hosts import LOOPBACK
from blog.people.models import User
from blog.site.queries import site

SECONDS = 5 * 60
LARGEST_CREDENTIAL = 20_000
REQUIRED = UserVerificationRequirement.REQUIRED
# What an answer may be that no device gave. The library checks its outline, but what is deep inside
# of it, or nested too deep, breaks the parsers below it in their own ways.
NO_ANSWER = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Party:
    """This blog as browsers know it: passkeys belong to the host name."""

    host: str
    origin: str


@dataclass(frozen=True)
class Question:
    """What a browser is asked: the options as JSON, and the signed challenge to send back."""

    options: str
    state: str


def party() -> Party | None:
    """Under which name passkeys work here; None where browsers offer none.

    They do so on https under a name, and on this very machine as `localhost`, but never under a
    bare number.
    """
    config: Config = current_app.config["BLOG"]
    parts = urlsplit(config.base_url)
    host = parts.hostname or ""
    if config.is_https:
        return None if _is_number(host) else Party(host, f"https://{parts.netloc}".lower())
    asked = urlsplit(f"//{request.host}").hostname
    if host in LOOPBACK and asked == "localhost":
        return Party("localhost", f"http://{request.host}")
    return None


def ask_to_make(user: User, here: Party) -> Question:
    """What the browser needs to make a passkey for that person."""
    challenge = secrets.token_bytes(32)
    options = generate_registration_options(
        rp_id=here.host,
        rp_name=site().title,
        user_id=f"{user.id}".encode(),
        user_name=user.email or user.name,
        user_display_name=user.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=known.credential_id) for known in passkeys_of(user.id)
        ],
    )
    return Question(options_to_json(options), _sealed(f"make {user.id}", challenge))


def made(user: User, here: Party, credential: str, state: str) -> Passkey | None:
    """The passkey that the browser made, not stored yet; None for anything else."""
    opened = _opened(f"make {user.id}", state)
    if opened is None or len(credential) > LARGEST_CREDENTIAL:
        return None
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=opened[0],
            expected_rp_id=here.host,
            expected_origin=here.origin,
            require_user_verification=True,
        )
    except NO_ANSWER:
        return None
    return Passkey(
        user_id=user.id,
        credential_id=found.credential_id,
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
    )


def ask_to_use(here: Party) -> Question:
    """What the browser needs to sign anybody in; the device knows who it is."""
    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(
        rp_id=here.host, challenge=challenge, user_verification=REQUIRED
    )
    return Question(options_to_json(options), _sealed("use", challenge))


def used(here: Party, credential: str, state: str) -> User | None:
    """Whom the passkey signs in, locked; None where it opens nothing. For a write transaction."""
    opened = _opened("use", state)
    known = passkey_by_credential(_id_of(credential)) if opened else None
    if opened is None or known is None:
        return None
    challenge, asked_at = opened
    try:
        proof = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=here.host,
            expected_origin=here.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except NO_ANSWER:
        return None
    if not _use_up(known, asked_at, proof.new_sign_count):
        return None
    user = db.session.get(User, known.user_id, with_for_update=True)
    return user if user and user.can_sign_in else None


def _use_up(passkey: Passkey, asked_at: datetime, sign_count: int) -> bool:
    """By one statement: of two requests with the same answer one finds no row."""
    unused = or_(Passkey.used_at.is_(None), Passkey.used_at < asked_at)
    done = db.session.execute(
        update(Passkey)
        .where(Passkey.id == passkey.id, unused)
        .values(used_at=now(), sign_count=sign_count)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _id_of(credential: str) -> bytes:
    """Which passkey the browser says that it used; empty for what is no answer of a browser."""
    if len(credential) > LARGEST_CREDENTIAL:
        return b""
    try:
        return base64url_to_bytes(json.loads(credential)["rawId"])
    except NO_ANSWER:
        return b""


def _sealed(purpose: str, challenge: bytes) -> str:
    moment = (now() - EPOCH) // timedelta(microseconds=1)
    return _signer().dumps([purpose, bytes_to_base64url(challenge), moment])


def _opened(purpose: str, state: str) -> tuple[bytes, datetime] | None:
    try:
        made_for, challenge, moment = _signer().loads(state, max_age=SECONDS)
    except BadSignature:
        return None
    if made_for != purpose:
        return None
    return base64url_to_bytes(challenge), EPOCH + timedelta(microseconds=moment)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="octavo passkey")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
