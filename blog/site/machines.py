"""What an owner tells machines, checked line by line: robots.txt, ads.txt, security.txt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from flask_babel import gettext as _

# RFC 9309, and what the large search engines have added to it.
ROBOT_RULES = {
    "user-agent", "allow", "disallow", "sitemap", "crawl-delay", "clean-param", "host",
    "content-signal", "noindex",
}  # fmt: skip
# IAB Tech Lab, ads.txt 1.1: who may sell, or a statement about the site.
SELLER = re.compile(r"[\w.-]+\.\w+\s*,[^,]+,\s*(?:DIRECT|RESELLER)\s*(?:,[^,]*)?", re.IGNORECASE)
STATEMENT = re.compile(
    r"(?:contact|subdomain|ownerdomain|managerdomain|inventorypartnerdomain)\s*=\s*\S.*", re.I
)


def robots_problem(text: str) -> str:
    """What is wrong with lines for robots.txt, as a sentence; "" where nothing is."""
    return _first_problem(text, _robots_line_problem)


def ads_problem(text: str) -> str:
    """What is wrong with an ads.txt, as a sentence; "" where nothing is."""
    return _first_problem(text, _ads_line_problem)


def contact_problem(contact: str) -> str:
    """What is wrong with a contact for security.txt (RFC 9116, 2.5.3), "" where nothing is."""
    kind, _colon, rest = contact.partition(":")
    is_whole = not re.search(r"\s", contact) and contact.isascii()
    if is_whole and kind == "mailto" and re.fullmatch(r"[^@]+@[^@]+\.[^@.]+", rest):
        return ""
    if is_whole and kind == "https" and _host(contact):
        return ""
    return str(
        _("It must be mailto: and an e-mail address, or an address that begins with https://.")
    )


def security_expiry(at: datetime) -> datetime:
    """When a security.txt read at that moment lapses: less than a year on, as RFC 9116 advises.

    It moves on with each month only, so that the file is the same all month.
    """
    first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    month = first.month + 11
    return first.replace(year=first.year + (month - 1) // 12, month=(month - 1) % 12 + 1)


def _first_problem(text: str, problem: Callable[[str], str]) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.partition("#")[0].strip()
        why = problem(plain) if plain else ""
        if why:
            return str(_("Line %(line)d: %(why)s", line=number, why=why))
    return ""


def _robots_line_problem(line: str) -> str:
    name, colon, value = (part.strip() for part in line.partition(":"))
    if not colon or name.lower() not in ROBOT_RULES:
        return str(_("a rule reads like “Disallow: /drafts/” or “User-agent: SomeBot”."))
    if name.lower() in ("allow", "disallow") and value and value[0] not in "/*":
        return str(_("the path must begin with a slash."))
    if name.lower() == "user-agent" and not value:
        return str(_("which robot is meant?"))
    if name.lower() == "sitemap" and not _host(value):
        return str(_("a sitemap is named by its whole address."))
    return ""


def _ads_line_problem(line: str) -> str:
    if SELLER.fullmatch(line) or STATEMENT.fullmatch(line):
        return ""
    return str(_("a line reads like “example.com, 1234, DIRECT” or “contact=ads@example.org”."))


def _host(address: str) -> str:
    try:
        split = urlsplit(address)
        return split.hostname or "" if split.scheme in ("http", "https") else ""
    except ValueError:
        return ""
