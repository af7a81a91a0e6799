"""Headers of every response: security policy, caching, entity tags and compression."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache

import brotli
from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from blog.config import Config
from blog.richtext import FRAME_HOSTS

PUBLIC = "public, max-age=0, s-maxage=0"
PRIVATE = "private, no-store"
# What answers a GET thus may be kept and asked about again; all else is for one person, once.
LASTING = (200, 206, 301, 304, 404, 410)
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml",
                "application/rss+xml", "application/feed+json", "application/manifest+json",
                "application/javascript", "image/svg+xml")  # fmt: skip
SMALLEST_WORTH_COMPRESSING = 500
SHORT_WINDOW = 2**16
# Compressed answers are kept for the next reader; a long feed must not fill the memory.
LARGEST_KEPT = 200_000


def init_headers(app: Flask, config: Config) -> None:
    """Set the headers once and for all; routes may set their own Cache-Control."""
    app.config["POLICY"] = _policy(config)
    app.after_request(finish)


def keep_private() -> None:
    """Say that this response shows one person's own marks: no cache may hold it."""
    g.is_private = True


def keep_incomplete() -> None:
    """Say that this response lacks a part that failed: no cache may hold it, so that it heals."""
    g.is_incomplete = True


def finish(response: Response) -> Response:
    """Add what every response carries, whatever its status."""
    _secure(response)
    _set_caching(response)
    if not response.direct_passthrough and not response.is_streamed:
        _tag_and_compress(response)
    return response


def _policy(config: Config) -> str:
    cdn = f" {config.htmx_url}" if config.htmx_url.startswith("http") else ""
    frames = " ".join(f"https://{host}" for host in sorted(FRAME_HOSTS))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{cdn}",
            "style-src 'self'",
            "img-src 'self' data: https:",
            "media-src 'self' https:",
            f"frame-src {frames}",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _secure(response: Response) -> None:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", current_app.config["POLICY"])
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    config: Config = current_app.config["BLOG"]
    if config.is_https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"


def _set_caching(response: Response) -> None:
    is_public = request.method in ("GET", "HEAD") and response.status_code in LASTING
    if not _may_be_kept() or not is_public:
        response.headers["Cache-Control"] = PRIVATE
    elif "Cache-Control" not in response.headers or response.cache_control.no_cache:
        response.headers["Cache-Control"] = PUBLIC


def _may_be_kept() -> bool:
    return not (g.get("is_private") or g.get("is_incomplete"))


def _tag_and_compress(response: Response) -> None:
    """Compress text as the browser wishes; the entity tag differs by coding."""
    body = response.get_data()
    coding = ""
    if (response.mimetype or "").startswith(COMPRESSIBLE):
        response.vary.add("Accept-Encoding")
        if len(body) >= SMALLEST_WORTH_COMPRESSING and not response.content_encoding:
            coding = request.accept_encodings.best_match(["br", "gzip"]) or ""
    if coding:
        is_kept = len(body) <= LARGEST_KEPT and _may_be_kept()
        compress = _compress if is_kept else _compress.__wrapped__
        response.set_data(compress(body, coding, bool(response.cache_control.immutable)))
        response.content_encoding = coding
    if request.method in ("GET", "HEAD") and response.status_code == 200 and _may_be_kept():
        tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        response.set_etag(f"{tag}-{coding}" if coding else tag)
        response.make_conditional(request)


@lru_cache(maxsize=128)
def _compress(body: bytes, coding: str, is_lasting: bool) -> bytes:
    """Pages quickly, since they change; what browsers keep for ever as small as can be."""
    if coding == "br":
        return _brotli(body, is_lasting)
    return gzip.compress(body, 9 if is_lasting else 6, mtime=0)


def _brotli(body: bytes, is_lasting: bool) -> bytes:
    if is_lasting:
        return bytes(brotli.compress(body, quality=11))
    if len(body) <= SHORT_WINDOW:  # With so short a window a better quality takes no longer.
        return bytes(brotli.compress(body, quality=9, lgwin=16))
    return bytes(brotli.compress(body, quality=5))
