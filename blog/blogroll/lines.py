"""The list of links as the owner types it: one a line, its title before it. Knows no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from blog.comments.website import clean_website

MOST = 100
LONGEST_TITLE = 200
# A title and its address stand apart by a bar, or where there is none by blanks.
BAR = re.compile(r"\s*\|\s*")


@dataclass(frozen=True)
class Followed:
    """A link of the list; `title` is never empty."""

    title: str
    address: str


class LineRefused(ValueError):
    """A line names no address of the web; tells its number, counted from 1, and its text."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(f"line {number}: {line}")
        self.number, self.line = number, line


def links(text: str) -> list[Followed]:
    """Every link once, in order; blank lines say nothing. Raises LineRefused."""
    found: dict[str, Followed] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            link = _link(line.strip())
            if link is None:
                raise LineRefused(number, line.strip())
            found.setdefault(link.address, link)
    return list(found.values())


def _link(line: str) -> Followed | None:
    title, bar, rest = line.rpartition("|")
    if not bar:
        title, _, rest = line.rpartition(" ")
    # Either order is understood: people paste addresses before they think of a name.
    for address, name in ((rest, title), (title, rest)):
        clean = clean_website(address.strip())
        if clean:
            return Followed(BAR.sub(" ", name).strip()[:LONGEST_TITLE] or _name(clean), clean)
    return None


def _name(address: str) -> str:
    """What an address is called that was given no title."""
    parts = urlsplit(address)
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/")
