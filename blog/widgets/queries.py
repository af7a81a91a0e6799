"""Reads the arrangement; it is one setting, so it costs a page no query of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from blog.db import db
from blog.site.models import Setting
from blog.site.queries import stored_settings
from blog.widgets.kinds import KINDS
from blog.widgets.placements import STANDARD, Placement, placement_of

SETTING = "placements"
# The row that keeps what the last act changed. Pages never read it: see `site.queries`.
BEFORE = "undo"


def placements() -> tuple[Placement, ...]:
    """All placements of known kinds in their order; the standard ones until the owner has any."""
    rows: Any = stored_settings().get(SETTING)
    found = STANDARD if rows is None else tuple(placement_of(row) for row in rows["placements"])
    return tuple(placement for placement in found if placement.kind in KINDS)


def placement_by_id(number: int) -> Placement | None:
    """The placement of that number."""
    return next((one for one in placements() if one.id == number), None)


def version() -> int:
    """How often the arrangement was changed."""
    stored: Any = stored_settings().get(SETTING) or {}
    return int(stored.get("version", 0))


def can_be_undone() -> bool:
    """Whether the act that led to the present arrangement can be taken back."""
    kept: Any = db.session.scalar(select(Setting.value).where(Setting.name == BEFORE))
    return bool(kept) and kept["led_to"] == version()
