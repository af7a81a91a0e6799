"""Signed links to all comments of an address. They are good for a day and stored nowhere."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode

from blog.config import Config

LASTS = timedelta(hours=24)


def link_for(email: str) -> str:
    """The public address of the page; the configured one, never what a request says it is."""
    config: Config = current_app.config["BLOG"]
    token = _signer().sign(base64_encode(email)).decode()
    return f"{config.base_url}/comments/mine/{token}"


def email_of(token: str) -> str | None:
    """Whose comments a link opens; None where it is none of ours or too old."""
    try:
        coded = _signer().unsign(token, max_age=int(LASTS.total_seconds()))
    except BadSignature:
        return None
    return base64_decode(coded).decode()


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.config["SECRET_KEY"]), salt="my-comments")
