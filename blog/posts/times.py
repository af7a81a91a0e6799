"""Moments as a form holds them: local to the blog, to the minute. Knows no database."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

TYPED = re.compile(r"(?:19|[2-8]\d)\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?\Z")


class NoSuchTime(ValueError):
    """No moment is called that: it is no date, or clocks were set forward past it."""


def typed(moment: datetime | None, zone: ZoneInfo) -> str:
    """The value of a `datetime-local` field."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}" if moment else ""


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """The moment that was typed; where clocks are set back, the first of the two.

    Raises NoSuchTime.
    """
    if not TYPED.match(text):
        raise NoSuchTime(text)
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=zone, fold=0)
    except ValueError as fault:
        raise NoSuchTime(text) from fault
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(text)
    return moment
