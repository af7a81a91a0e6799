"""What a reader sees when something is missing, refused or broken; never a traceback."""

from __future__ import annotations

import structlog
from flask import Flask, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.wrappers import Response

from blog.db import db, now
from blog.forgery import ANOTHER_SITE
from blog.hypermedia import wants_fragment
from blog.posts.queries import latest
from blog.redirects.buffer import note_miss
from blog.site.queries import Site

log = structlog.get_logger("blog.errors")


def init_errors(app: Flask) -> None:
    """Answer every fault with a page of ours, a busy database among them."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(OperationalError, show_busy)
    app.register_error_handler(PoolTimeout, show_busy)
    app.register_error_handler(Exception, show_crash)


def show_error(error: HTTPException) -> Response:
    """A page (under htmx a fragment) that says what happened and what to do next."""
    if error.response is not None:  # It brings its own answer: a redirect.
        return make_response(error.response)
    try:
        return _shown(error)
    except (OperationalError, PoolTimeout) as fault:  # The page about it needs the database, too.
        return show_busy(fault)


def show_busy(error: OperationalError | PoolTimeout) -> Response:
    """The database does not answer now: 503, and a word when to come back."""
    log.error("database unavailable", error=str(error.args[0] if error.args else error))
    db.session.rollback()
    response = show_error(ServiceUnavailable())
    response.headers["Retry-After"] = "5"
    return response


def show_crash(error: Exception) -> Response:
    """A fault of ours: it goes to the log whole, the reader gets one sentence."""
    log.exception("unexpected", path=request.path)
    db.session.rollback()
    return show_error(InternalServerError())


def _shown(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 404:
        note_miss(now())
    if status >= 500:
        g.site = Site()  # The page must not need the database: that may be what is broken.
    context = {"status": status, "title": _titles().get(status, error.name), "hint": _hint(error)}
    response = make_response(_render(context), status)
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name != "Content-Type"
    )
    return response


def _render(context: dict[str, object]) -> str:
    if wants_fragment():
        return render_template("errors/_error.html", **context)
    if context["status"] in (404, 410):
        return render_template("errors/missing.html", recent=latest(5, now()).posts, **context)
    return render_template("errors/show.html", **context)


def _titles() -> dict[int, str]:
    return {
        400: _("That request makes no sense here"),
        403: _("That is not allowed"),
        404: _("There is nothing at this address"),
        405: _("That cannot be done here"),
        410: _("This post is gone"),
        413: _("That is too much at once"),
        429: _("That was too fast"),
        500: _("Something went wrong on our side"),
        503: _("The blog is busy just now"),
    }


def _hint(error: HTTPException) -> str:
    status = error.code or 500
    if status == 403 and error.description == ANOTHER_SITE:
        return str(_("The request did not come from one of this blog’s own pages."))
    hints: dict[int, str] = {
        404: _("It may have moved, or the address may have a typing error. Try a search."),
        410: _("Its author has taken it down. You may like one of these instead."),
        403: _("Your role on this blog does not reach that far. Its owner can change that."),
        429: _("Please wait a minute, then try again."),
        500: _("It has been noted. Please try again in a moment."),
        503: _("Please try again in a few seconds."),
    }
    return hints.get(status, str(_("Go back and try again, or start from the home page.")))
