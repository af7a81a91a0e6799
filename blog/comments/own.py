"""The signed cookie that names a browser's own comments."""

from __future__ import annotations

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from blog.config import Config
from blog.headers import keep_private

COOKIE = "octavo_comments"
MOST = 20
LASTS = 30 * 24 * 60 * 60


def own_ids() -> tuple[int, ...]:
    """Numbers of the comments that this browser wrote, oldest first.

    Where there are any, the response shows one person's own marks and stays out of every cache.
    """
    if "own_comments" not in g:
        g.own_comments = _read(request.cookies.get(COOKIE, ""))
    if g.own_comments:
        keep_private()
    ids: tuple[int, ...] = g.own_comments
    return ids


def claim(comment_id: int) -> tuple[int, ...]:
    """Count a comment among this browser's own for the rest of the request, as the newest."""
    others = [own for own in own_ids() if own != comment_id]
    g.own_comments = (*others, comment_id)[-MOST:]
    keep_private()
    return own_ids()


def remember(response: Response) -> Response:
    """Let the browser keep the numbers of its comments."""
    config: Config = current_app.config["BLOG"]
    response.set_cookie(
        COOKIE,
        _signer().dumps(own_ids()),
        max_age=LASTS,
        path=request.script_root or "/",
        secure=config.is_https,
        httponly=True,
        samesite="Lax",
    )
    return response


def _read(cookie: str) -> tuple[int, ...]:
    if not cookie:
        return ()
    try:
        ids = _signer().loads(cookie, max_age=LASTS)
    except BadSignature:
        return ()
    return tuple(int(number) for number in ids)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="own-comments")
