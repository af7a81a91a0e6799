"""The one cookie that signs a browser in, and the person behind it.

The cookie holds a random token; the database holds its hash, so that a sign-out ends the session
everywhere at once. A page without the cookie costs nothing, one with it stays out of every cache.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import current_app, g, request
from werkzeug.wrappers import Response

from blog.account.models import Login
from blog.account.queries import login_by_hash
from blog.account.seen import seen
from blog.config import Config
from blog.db import db, now
from blog.headers import keep_private
from blog.people.models import User

COOKIE = "octavo_login"
LONGEST_DEVICE = 300
# A session ends after so long without a sign of life, and after so long in any case.
IDLE, ABSOLUTE = timedelta(days=3), timedelta(days=14)
# For so long after the password was given, sensitive acts do not ask for it again.
CONFIRMED = timedelta(minutes=30)


def person() -> User | None:
    """Who is signed in, detached: a row to read, not to change."""
    found = _found()
    return found[1] if found else None


def login() -> Login | None:
    """The login of this browser, detached."""
    found = _found()
    return found[0] if found else None


def begin(user: User) -> None:
    """Sign this browser in as that person; for a write transaction. An older login here ends."""
    end_here()
    token = secrets.token_urlsafe(32)
    moment = now()
    made = Login(
        user_id=user.id, token_hash=hash_of(token),
        device=request.user_agent.string[:LONGEST_DEVICE], created_at=moment,
        seen_at=moment, confirmed_at=moment,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    g.login_token = token
    g.pop("login", None)


def end_here() -> None:
    """End the login of this browser, if there is one; for a write transaction."""
    here = login()
    row = db.session.get(Login, here.id) if here else None
    if row:
        db.session.delete(row)
        db.session.flush()
    g.login = None
    g.pop("login_token", None)


def remember(response: Response) -> Response:
    """Let the browser keep the login that `begin` made."""
    config: Config = current_app.config["BLOG"]
    response.set_cookie(
        cookie_name(),
        g.login_token,
        max_age=int(ABSOLUTE.total_seconds()),
        path=request.script_root or "/",
        secure=config.is_https,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: Response) -> Response:
    """Take the cookie, and what the browser has kept of private pages."""
    config: Config = current_app.config["BLOG"]
    response.delete_cookie(
        cookie_name(), path=request.script_root or "/", secure=config.is_https, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def is_confirmed() -> bool:
    """Whether the password was given in this browser lately."""
    here = login()
    return here is not None and here.confirmed_at > now() - CONFIRMED


def confirm() -> None:
    """Note that the password was given in this browser just now; for a write transaction."""
    here = login()
    row = db.session.get(Login, here.id) if here else None
    if row:
        row.confirmed_at = now()
        db.session.flush()
        g.pop("login", None)


def form_token() -> str:
    """What every form of a signed-in person carries; "" for a stranger.

    It belongs to the person and the password, not to one login: a form that was open while
    somebody signed in again can still be sent.
    """
    who = person()
    if who is None:
        return ""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"form {who.id} {who.password_hash}".encode(), "sha256").hexdigest()


def has_form_token() -> bool:
    """Whether the request carries the token of the person who is signed in."""
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    expected = form_token()
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


def hash_of(token: str) -> str:
    """What the database keeps of a token; a fast hash suffices for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    """With the prefix that ties it to this host and to https, where the blog stands so."""
    config: Config = current_app.config["BLOG"]
    return f"__Host-{COOKIE}" if config.is_https and not config.sub_path else COOKIE


def _found() -> tuple[Login, User] | None:
    if "login" not in g:
        # A login that began in this very request is not in the cookie that the browser sent.
        g.login = _read(g.get("login_token") or request.cookies.get(cookie_name(), ""))
    if g.login or cookie_name() in request.cookies:
        keep_private()
    found: tuple[Login, User] | None = g.login
    return found


def _read(token: str) -> tuple[Login, User] | None:
    if not token:
        return None
    at = now()
    found = login_by_hash(hash_of(token), begun_after=at - ABSOLUTE, seen_after=at - IDLE)
    for row in found or ():
        db.session.expunge(row)  # It must outlive the rollback with which a write begins.
    if found:
        seen().note(found[0].id, found[0].seen_at, at)
    return found
