"""Reads the arrangement; it is one setting, so it costs a page no query of its own."""

from __future__ import annotations

from typing import Any

from blog.site.queries import stored_settings
from blog.widgets.kinds import KINDS
from blog.widgets.placements import STANDARD, Placement

SETTING = "placements"


def placements() -> tuple[Placement, ...]:
    """All placements of known kinds in their order; the standard ones until the owner has any."""
    rows: Any = stored_settings().get(SETTING)
    found = STANDARD if rows is None else tuple(_placement(row) for row in rows["placements"])
    return tuple(placement for placement in found if placement.kind in KINDS)


def placement_by_id(number: int) -> Placement | None:
    """The placement of that number."""
    return next((one for one in placements() if one.id == number), None)


def _placement(row: dict[str, Any]) -> Placement:
    return Placement(**{**row, "shown_on": tuple(row["shown_on"])})
