"""The signed cookie that names a browser's own comments and, if asked to, who writes there.

Without a comment of one's own there is no cookie; without the wish there is no name in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from blog.config import Config
from blog.headers import keep_private

COOKIE = "octavo_comments"
MOST = 20
LASTS = 30 * 24 * 60 * 60
# Browsers drop a cookie beyond 4,096 bytes, its name and attributes included.
LONGEST_COOKIE = 3_800


@dataclass(frozen=True)
class Details:
    """What a reader asked this browser to remember."""

    name: str
    email: str = ""
    website: str = ""


@dataclass(frozen=True)
class _Kept:
    ids: tuple[int, ...] = ()
    details: Details | None = None


def own_ids() -> tuple[int, ...]:
    """Numbers of the comments that this browser wrote, oldest first.

    Where there are any, the response shows one person's own marks and stays out of every cache.
    """
    return _kept().ids


def details() -> Details | None:
    """Who writes in this browser, where it was asked to remember; the response is private then."""
    return _kept().details


def claim(comment_id: int) -> tuple[int, ...]:
    """Count a comment among this browser's own for the rest of the request, as the newest."""
    others = [own for own in own_ids() if own != comment_id]
    _keep(_Kept((*others, comment_id)[-MOST:], details()))
    return own_ids()


def keep_details(found: Details | None) -> None:
    """Remember who writes, or forget it; the cookie goes out with `remember`."""
    _keep(_Kept(own_ids(), found))


def remember(response: Response) -> Response:
    """Let the browser keep the numbers of its comments, and what it was asked to remember."""
    config: Config = current_app.config["BLOG"]
    response.set_cookie(
        COOKIE,
        _written(_kept()),
        max_age=LASTS,
        path=request.script_root or "/",
        secure=config.is_https,
        httponly=True,
        samesite="Lax",
    )
    return response


def _kept() -> _Kept:
    if "own_comments" not in g:
        g.own_comments = _read(request.cookies.get(COOKIE, ""))
    kept: _Kept = g.own_comments
    if kept.ids or kept.details:
        keep_private()
    return kept


def _keep(kept: _Kept) -> None:
    g.own_comments = kept
    keep_private()


def _written(kept: _Kept) -> str:
    """The cookie; what is too long for one is not remembered."""
    ids, found = list(kept.ids), kept.details
    if found is None:
        return str(_signer().dumps(ids))
    cookie = str(_signer().dumps([ids, found.name, found.email, found.website]))
    return cookie if len(cookie) <= LONGEST_COOKIE else str(_signer().dumps(ids))


def _read(cookie: str) -> _Kept:
    """A list of numbers, as it always was, or one that begins with such a list."""
    if not cookie:
        return _Kept()
    try:
        parts = _signer().loads(cookie, max_age=LASTS)
    except BadSignature:
        return _Kept()
    if parts and isinstance(parts[0], list):
        return _Kept(tuple(int(number) for number in parts[0]), Details(*parts[1:]))
    return _Kept(tuple(int(number) for number in parts))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="own-comments")
