"""Signed links that let one person decide about one comment, without signing in.

They are stored nowhere. A link is good for a week, for as long as the person has the same password,
role and e-mail address, and for that comment alone.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from blog.config import Config
from blog.db import now
from blog.people.models import User

LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Claim:
    """What a link says that it opens, and for whom."""

    user_id: int
    comment_id: int
    issued_at: datetime
    mark: str

    def opens_for(self, person: User) -> bool:
        """Whether it still is that person's: neither too old, nor made before things changed."""
        is_fresh = now() < self.issued_at + LASTS
        return is_fresh and person.can_sign_in and hmac.compare_digest(self.mark, _mark(person))


def address_of(person: User, comment_id: int, at: datetime) -> str:
    """The public address of a new link; from the configured one, whoever asks for the letter."""
    config: Config = current_app.config["BLOG"]
    return f"{config.base_url}/moderation/{token_of(person, comment_id, at)}"


def token_of(person: User, comment_id: int, at: datetime) -> str:
    """The signed part of a link that was issued at that moment."""
    return _signer().dumps([person.id, comment_id, int(at.timestamp()), _mark(person)])


def read(token: str) -> Claim | None:
    """What the link claims; None where it is none of ours."""
    try:
        user_id, comment_id, issued_at, mark = _signer().loads(token)
    except BadSignature:
        return None
    return Claim(user_id, comment_id, datetime.fromtimestamp(issued_at, UTC), mark)


def _mark(person: User) -> str:
    """Changes with whatever ends the person's older links."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    words = f"moderation {person.id} {person.password_hash} {person.role} {person.email}"
    return hmac.new(key, words.encode(), "sha256").hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="moderation")
