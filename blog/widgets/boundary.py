"""The boundary around a part of a page: it may fail, be late or rest, and the page stands.

Widgets stand behind it, and the comments of a post. What lives here knows neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from flask import Flask, current_app

from blog.db import db
from blog.headers import keep_incomplete
from blog.widgets.breaker import Breaker
from blog.widgets.budget import limited
from blog.widgets.copies import Copies

log = structlog.get_logger("blog.widgets")

Made = TypeVar("Made")


@dataclass(frozen=True)
class Boundary:
    """What a process remembers of the parts of its pages."""

    breaker: Breaker = field(default_factory=Breaker)
    copies: Copies = field(default_factory=Copies)


def init_boundary(app: Flask) -> None:
    app.extensions["boundary"] = Boundary()


def boundary() -> Boundary:
    """That of the running application."""
    found: Boundary = current_app.extensions["boundary"]
    return found


def attempt(part: str, seconds: float, make: Callable[[], Made], **about: object) -> Made | None:
    """What `make` makes; None where it fails, its statements take longer, or it failed lately.

    A page without one of its parts is kept by no cache. `about` names the part in the log. It is
    read in the page's own transaction: where a statement failed the page goes on in a new one, with
    the rows that it has read so far, detached.
    """
    breaker = boundary().breaker
    if not breaker.lets_through(part):
        keep_incomplete()
        return None
    try:
        with limited(seconds) as budget:
            made = make()
    except Exception as fault:  # Whatever went wrong inside, the page around it must stand.
        _begin_anew()
        _tell(fault, breaker.fails(part), about)
        keep_incomplete()
        return None
    if budget.has_failed:  # It got over that by itself, but PostgreSQL's transaction did not.
        _begin_anew()
    breaker.works(part)
    return made


def _begin_anew() -> None:
    # Else the rollback would let every row of the page be read again, one by one.
    db.session.expunge_all()
    db.session.rollback()


def _tell(fault: Exception, is_news: bool, about: dict[str, object]) -> None:
    """The first time with all that leads to the cause, then shortly for as long as it lasts."""
    short = f"{type(fault).__name__}: {fault}".splitlines()[0][:200]
    log.error("part of a page failed", **about, error=short, exc_info=fault if is_news else None)
