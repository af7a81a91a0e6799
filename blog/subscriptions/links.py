"""Signed links of letters: the question whether a wish is really theirs, and the way out.

Nothing of a link is stored. Both name a subscription by its number and the moment it began, since
SQLite gives the numbers of deleted rows away again.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, Signer

from blog.config import Config
from blog.subscriptions.models import Subscription


@dataclass(frozen=True)
class Way:
    """What a link names: a subscription, or none (0), and the key of the address it was mailed to.

    The way out works for good, even when the subscription is gone.
    """

    subscription_id: int
    mark: int
    email_key: str

    def leads_to(self, found: Subscription | None) -> bool:
        """Whether the row of that number is still the one that was meant."""
        return found is not None and _mark_of(found) == self.mark


def key_of(email: str) -> str:
    """An address as a keyed hash: it can be compared, and not read."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    message = f"address {email.strip().lower()}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def question(wanted: Subscription) -> str:
    """The link by which somebody says that the wish is theirs; good for a week after the question.

    It is the same whenever it is made, so that a letter which is sent again is the same letter.
    """
    return _link("/subscriptions/", _questions(), wanted.email, wanted)


def asked(token: str) -> Way | None:
    """What the link of a question names; None where it is none of ours."""
    return _read(_questions(), token)


def way_out(email: str, wanted: Subscription | None = None) -> str:
    """The link by which letters to that address end, about one comment or altogether."""
    return _link("/unsubscribe/", _ways_out(), email, wanted)


def left_by(token: str) -> Way | None:
    """What the link of a way out names; None where it is none of ours."""
    return _read(_ways_out(), token)


def _link(path: str, signer: Signer, email: str, wanted: Subscription | None) -> str:
    """The configured address, never what a request says it is."""
    config: Config = current_app.config["BLOG"]
    number, mark = (wanted.id, _mark_of(wanted)) if wanted else (0, 0)
    named = signer.sign(f"{number}-{mark}-{key_of(email)}").decode()
    return f"{config.base_url}{path}{named}"


def _read(signer: Signer, token: str) -> Way | None:
    try:
        number, mark, email_key = signer.unsign(token).decode().split("-")
    except (BadSignature, ValueError):
        return None
    return Way(int(number), int(mark), email_key)


def _mark_of(wanted: Subscription) -> int:
    return int(wanted.created_at.timestamp() * 1000)


def _questions() -> Signer:
    return Signer(str(current_app.config["SECRET_KEY"]), salt="subscription-question")


def _ways_out() -> Signer:
    return Signer(str(current_app.config["SECRET_KEY"]), salt="unsubscribe")
