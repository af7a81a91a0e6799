"""A commenter's website as text: which addresses may stand behind a name. Knows no database."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from blog.richtext.characters import scrubbed

LONGEST_WEBSITE = 500
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_UNSAFE = re.compile(r"[\s\"'<>\\^`{|}]")


def clean_website(text: str) -> str:
    """The address as it may be linked: http or https with a host; "" for anything else.

    A bare domain gets https.
    """
    address = scrubbed(text).strip()
    if not address or len(address) > LONGEST_WEBSITE or _UNSAFE.search(address):
        return ""
    if not _SCHEME.match(address):
        address = f"https://{address.removeprefix('//')}"
    try:
        parts = urlsplit(address)
        has_port_in_range = parts.port is None or parts.port > 0
    except ValueError:
        return ""
    host = parts.hostname or ""
    is_web = parts.scheme in ("http", "https") and "." in host.strip(".") and has_port_in_range
    return address if is_web and len(address) <= LONGEST_WEBSITE and not parts.username else ""
