"""Structured logs: one line per event, one event per request, all with the request's id."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid

import structlog
from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from blog.config import Config

SOUND_ID = re.compile(r"[\w.-]{8,64}")
log = structlog.get_logger("blog")


def init_logs(app: Flask, config: Config) -> None:
    """Send our own and the libraries' events to stderr, as JSON unless a person is watching."""
    is_text = config.log_format == "text" or (config.log_format == "auto" and sys.stderr.isatty())
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if is_text
        else [
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
            ),
            structlog.processors.JSONRenderer(),
        ]
    )
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("alembic", "sqlalchemy", "markdown_it"):
        logging.getLogger(name).setLevel(logging.WARNING)
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    given = request.headers.get("X-Request-ID", "") if _is_behind_proxy() else ""
    g.request_id = given if SOUND_ID.fullmatch(given) else uuid.uuid4().hex
    g.started = time.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _is_behind_proxy() -> bool:
    return bool(current_app.config["BLOG"].trusted_proxies)


def _finish(response: Response) -> Response:
    if "started" in g:
        response.headers["X-Request-ID"] = g.request_id
        log.info(
            "request",
            method=request.method,
            path=_path(),
            status=response.status_code,
            ms=round((time.monotonic() - g.started) * 1000, 1),
        )
    return response


def _path() -> str:
    """The path without the token of a link that opens something: such a link is for one person."""
    token = (request.view_args or {}).get("token", "")
    return request.path.replace(token, "…") if token else request.path
