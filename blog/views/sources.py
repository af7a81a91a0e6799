"""The host that a reader came from, as the page itself tells it. Knows no database."""

from __future__ import annotations

import re

LONGEST = 253
# What comes from hosts for which a day has no more room.
OTHER = "…"
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\Z")


def host_of(told: str) -> str:
    """The host in small letters without port and "www."; "" where none is told, or nonsense."""
    host = told.strip().lower().rstrip(".")
    name, _, port = host.partition(":")
    if not HOST.match(name) or (port and not port.isascii()) or (port and not port.isdigit()):
        return ""
    short = name.removeprefix("www.")
    return short if "." in short else name
