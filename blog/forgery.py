"""Refuses unsafe requests that another site made a browser send."""

from __future__ import annotations

from flask import Flask, abort, current_app, request

from blog.config import Config

SAFE = {"GET", "HEAD", "OPTIONS"}
# Why it was refused; errors.py tells people in their own language.
ANOTHER_SITE = "sent by another site"


def init_forgery_check(app: Flask) -> None:
    """Ask before every view, so that none can forget to."""
    app.before_request(refuse_forgery)


def refuse_forgery() -> None:
    """403 unless the request comes from one of our own pages.

    Browsers tell by Sec-Fetch-Site, older ones by Origin; a request with neither is not a
    browser's and passes only where no cookie could authenticate it.
    """
    if request.method not in SAFE and not _is_our_own():
        abort(403, ANOTHER_SITE)


def _is_our_own() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin:
        return origin in _our_origins()
    return not request.cookies


def _our_origins() -> set[str]:
    config: Config = current_app.config["BLOG"]
    scheme = config.base_url.partition(":")[0]
    return {f"{scheme}://{config.public_host}", f"{request.scheme}://{request.host}"}
