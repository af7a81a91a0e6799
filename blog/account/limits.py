"""How often somebody may try a password or a code before having to wait; counted in the database.

Within 15 minutes a network may fail 50 times, and an account 10 times. The limit of an account must
not be a way to lock its owner out, so it binds only networks from which that person has never
signed in; one from which they have gets 10 failures of its own. Who comes under attack in a new
network waits, sets a new password by a link, or asks for `blog user unlock`.

A try is written down before the password is looked at, and taken back if it was right: however many
come at once, no more of them reach the hash than the limit allows. Where it cannot be written down,
nobody gets in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request
from sqlalchemy import delete

from blog.account.keys import account_key
from blog.account.models import Attempt, KnownNetwork
from blog.account.queries import attempt_times, known_network, wait_in_line
from blog.comments.keys import network_key
from blog.db import db, now

SPAN = timedelta(minutes=15)
PER_NETWORK = 50
PER_ACCOUNT = {"sign_in": 10, "code": 10, "reset": 3}
# For so long after a sign-in a network counts as the person's own.
KNOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Try:
    """One try that may go on, and how to take it back."""

    attempt_id: int


@dataclass(frozen=True)
class Wait:
    """No more tries for so many seconds; `is_networks` where the network's own limit says so."""

    seconds: int
    is_networks: bool = False


def begin_try(kind: str, name: str, user_id: int | None) -> Try | Wait:
    """Write a try down, or refuse it; for a write transaction of its own.

    `name` is what was typed or, for codes, the person's number: known or not, it is counted.
    """
    account, network, at = account_of(kind, name), network_here(), now()
    wait_in_line(account, network)
    wait = _wait(kind, account, network, user_id, at)
    if wait:
        return wait
    made = Attempt(kind=kind, account_key=account, network_key=network, at=at)
    db.session.add(made)
    db.session.flush()
    return Try(made.id)


def take_back(tried: Try) -> None:
    """It was right, so it does not count."""
    db.session.execute(delete(Attempt).where(Attempt.id == tried.attempt_id))


def remember_network(user_id: int) -> None:
    """The person signs in from here: others' failures do not bind this network any more."""
    network = network_here()
    wait_in_line(network)
    known = known_network(user_id, network)
    if known:
        known.seen_at = now()
    else:
        db.session.add(KnownNetwork(user_id=user_id, network_key=network))


def unlock(email: str, user_id: int) -> None:
    """Forget the failures of an account."""
    keys = [account_of("sign_in", email), account_of("code", str(user_id))]
    keys.append(account_of("reset", email))
    db.session.execute(delete(Attempt).where(Attempt.account_key.in_(keys)))


def forget_old() -> None:
    """Delete what limits nobody any more."""
    at = now()
    db.session.execute(delete(Attempt).where(Attempt.at <= at - SPAN))
    db.session.execute(delete(KnownNetwork).where(KnownNetwork.seen_at <= at - KNOWN_FOR))


def account_of(kind: str, name: str) -> str:
    """The key of an account among tries of that kind."""
    return account_key(kind, name, str(current_app.config["SECRET_KEY"]))


def network_here() -> str:
    """The key of the network that the request comes from."""
    return network_key(request.remote_addr, str(current_app.config["SECRET_KEY"]))


def _wait(kind: str, account: str, network: str, user_id: int | None, at: datetime) -> Wait | None:
    after, most = at - SPAN, PER_ACCOUNT[kind]
    seconds = _until_free(attempt_times(after, PER_NETWORK, network=network), PER_NETWORK, at)
    if seconds:
        return Wait(seconds, is_networks=True)
    # Asked for unknown names as well, so that they cost the same.
    is_known = known_network(user_id or 0, network, seen_after=at - KNOWN_FOR) is not None
    own = network if is_known else None
    seconds = _until_free(attempt_times(after, most, network=own, account=account), most, at)
    return Wait(seconds) if seconds else None


def _until_free(newest: list[datetime], most: int, at: datetime) -> int:
    """Seconds until the oldest of the tries that fill the limit counts no more."""
    if len(newest) < most:
        return 0
    return max(1, int((newest[-1] + SPAN - at).total_seconds()) + 1)
