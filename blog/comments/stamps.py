"""Signed moments that tell how long somebody sat before the form. Knows no database.

Pages are cached, so that the form itself cannot tell when it was opened: a stamp is fetched when
the first field is touched.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

LONGEST_STAMP = 200


def stamp(post_id: int) -> str:
    """The present moment, good for the forms of that post alone."""
    return str(_signer().dumps(post_id))


def age_of(text: str, post_id: int, at: datetime) -> timedelta | None:
    """How old the stamp was at that moment; None where it is none of ours, or another post's."""
    if not text or len(text) > LONGEST_STAMP:
        return None
    try:
        stamped, made = _signer().loads(text, return_timestamp=True)
    except BadSignature:
        return None
    return max(timedelta(), at - made) if stamped == post_id else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="comment-stamp")
