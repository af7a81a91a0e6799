"""Where a widget stands and how it is set. Knows no database and no kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any

ZONES = ("top", "below", "side", "footer")
# The pages that a placement may be kept to; all others show what is kept to none.
PAGES = ("home", "posts", "pages", "labels")
# Zones that not every page has, and the pages that have them.
PAGES_OF: Mapping[str, tuple[str, ...]] = {"top": ("home",), "below": ("posts", "pages")}


@dataclass(frozen=True)
class Placement:
    """A widget in its place.

    `zone` is top (of the home page), below (the post), side or footer; the order within a zone is
    that of the arrangement. `title` is the owner's own, "" for the kind's. `shown_on` holds some of
    PAGES, none for every page. `settings` are the kind's own; what they lack has its default.
    """

    id: int
    kind: str
    zone: str
    title: str = ""
    shown_on: tuple[str, ...] = ()
    is_on_phone: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)

    def is_shown_on(self, page: str) -> bool:
        """Whether it stands on pages of that kind; "" is none of PAGES."""
        return not self.shown_on or page in self.shown_on

    @property
    def edition(self) -> str:
        """Names the widget as it is set: whoever sets it anew says which edition they saw."""
        return sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def is_anywhere(self) -> bool:
        """Whether there is a page that has its zone and that it is kept to."""
        has_zone = PAGES_OF.get(self.zone, PAGES)
        return not self.shown_on or not set(has_zone).isdisjoint(self.shown_on)

    @property
    def is_plain(self) -> bool:
        """Whether it looks like one of the standard arrangement."""
        return not self.settings and (self.kind, self.zone) in PLAIN


def placement_of(row: Mapping[str, Any]) -> Placement:
    """The placement of a stored row; what a later release added to the row is left out."""
    names = {one.name for one in fields(Placement)}
    known = {name: value for name, value in row.items() if name in names}
    return Placement(**{**known, "shown_on": tuple(row["shown_on"])})


# How a blog looks that nobody has arranged.
STANDARD = (
    Placement(1, "popular", "below", shown_on=("posts",)),
    Placement(2, "about", "side"),
    Placement(3, "popular", "side", shown_on=("home", "labels")),
    Placement(4, "labels", "side"),
    Placement(5, "archive", "side"),
)
PLAIN = {(one.kind, one.zone) for one in STANDARD}
