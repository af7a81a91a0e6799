"""Which stretch of a feed an address asks for; what makes no sense in it counts as not said."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, request

from blog.feeds.queries import Window
from blog.posts.lists import asked_cursor
from blog.site.queries import site

BLOGGER_SIZE = 25
MOST_ENTRIES = 500
# Entries before the start are skipped one by one, so far and no further.
LAST_START = 10_000
FORMATS = {"rss": "rss", "json": "json"}


def own_window() -> Window:
    """As many entries as the owner gives, older than the cursor of the address."""
    return Window(site().feed_posts, before=asked_cursor())


def blogger_window() -> Window:
    """The entries that Blogger's parameters name, counted from 1."""
    return Window(
        size=_number("max-results", BLOGGER_SIZE, 0, MOST_ENTRIES),
        is_numbered=True,
        start=_number("start-index", 1, 1, LAST_START),
        is_by_update=request.args.get("orderby") == "updated",
        since=moment(request.args.get("published-min")),
        until=moment(request.args.get("published-max")),
    )


def blogger_format() -> str:
    """The format that `alt` names; 400 where it is a script for other sites to run (JSONP)."""
    wanted = request.args.get("alt", "atom")
    if wanted.endswith("-in-script"):
        abort(400)
    return FORMATS.get(wanted, "atom")


def blogger_parameters(window: Window) -> dict[str, str | int]:
    """What the address said and we understood, for the addresses of this and of the next page."""
    known = ("alt", "orderby", "published-min", "published-max")
    said: dict[str, str | int] = {
        name: request.args[name] for name in known if name in request.args
    }
    if "max-results" in request.args:
        said["max-results"] = window.size
    if window.start > 1:
        said["start-index"] = window.start
    return said


def moment(text: str | None) -> datetime | None:
    """The moment that an address names (RFC 3339), or None; a day alone begins at midnight UTC."""
    try:
        # In a query a plus means a blank, and Blogger did not escape it.
        found = datetime.fromisoformat((text or "").strip().replace(" ", "+"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _number(name: str, default: int, least: int, most: int) -> int:
    found = request.args.get(name, default, int)
    return default if found < least else min(found, most)
