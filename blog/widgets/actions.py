"""Arranging widgets: each verb reads the arrangement under a lock and writes it whole.

Rows stay as they are stored: what this release does not know of them, a later one may. The one
act before is kept beside the arrangement, so that it can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete

from blog.db import db, insert
from blog.site.models import Setting
from blog.site.queries import forget_copies
from blog.widgets.kinds import KINDS, spot
from blog.widgets.placements import STANDARD, Placement, placement_of
from blog.widgets.queries import BEFORE, SETTING, placements

MOST = 40

Row = dict[str, Any]
Arrangement = dict[str, Any]


class WidgetGone(LookupError):
    """There is no such widget any more."""


class ArrangementFull(ValueError):
    """There are as many widgets as there may be."""


class Overtaken(ValueError):
    """Somebody else changed it since: the arrangement, or the widget that is set."""


def add(kind: str, zone: str) -> Placement:
    """Place a new widget at the end of a zone. Raises ArrangementFull."""
    with _arranging() as arrangement:
        if len(arrangement["placements"]) >= MOST:
            raise ArrangementFull
        row = _row(Placement(_number(arrangement), kind, zone))
        arrangement["placements"].append(row)
    return placement_of(row)


def move(number: int, step: int) -> bool:
    """Let a widget change places with its neighbour above (-1) or below (1).

    Tells whether it has one. Raises WidgetGone.
    """
    with _arranging() as arrangement:
        rows = arrangement["placements"]
        at = _index(rows, number)
        zone = [
            index
            for index, row in enumerate(rows)
            if row["zone"] == rows[at]["zone"] and row["kind"] in KINDS
        ]
        place = zone.index(at) + step
        has_neighbour = 0 <= place < len(zone)
        if has_neighbour:
            rows[at], rows[zone[place]] = rows[zone[place]], rows[at]
    return has_neighbour


def place(number: int, zone: str) -> bool:
    """Move a widget to the end of another zone; False where it stands there. Raises WidgetGone."""
    with _arranging() as arrangement:
        rows = arrangement["placements"]
        row = rows[_index(rows, number)]
        is_elsewhere: bool = row["zone"] != zone
        if is_elsewhere:
            rows.remove(row)
            rows.append({**row, "zone": zone})
    return is_elsewhere


def remove(number: int) -> Placement:
    """Take a widget away; its number is never used again. Raises WidgetGone."""
    with _arranging() as arrangement:
        rows = arrangement["placements"]
        row = rows.pop(_index(rows, number))
    return placement_of(row)


def change(wanted: Placement, *, seen: str) -> Placement:
    """Set a widget as wanted; a new zone takes it in at its end.

    `seen` is the edition that the wishes stand upon. Raises WidgetGone, and Overtaken for another.
    """
    with _arranging() as arrangement:
        rows = arrangement["placements"]
        at = _index(rows, wanted.id)
        was = rows[at]
        if placement_of(was).edition != seen:
            raise Overtaken
        settings = {**was["settings"], **wanted.settings}
        row = {**was, **_row(wanted), "settings": settings}
        if was["zone"] == wanted.zone:
            rows[at] = row
        else:
            rows.pop(at)
            rows.append(row)
    return placement_of(row)


def reset() -> None:
    """Put the standard arrangement in place of all that stands, under new numbers."""
    with _arranging() as arrangement:
        arrangement["placements"] = [
            {**_row(placement), "id": _number(arrangement)} for placement in STANDARD
        ]


def undo(version: int) -> None:
    """Take back the act that led to that version. Raises Overtaken if another one came since."""
    with _arranging() as arrangement:
        kept = db.session.get(Setting, BEFORE, populate_existing=True)
        before: Any = kept.value if kept else {}
        if not before or not version == before["led_to"] == arrangement["version"]:
            raise Overtaken
        arrangement["placements"] = before["placements"]


def rerender() -> int:
    """Make the HTML that widgets store anew; tells how many it changed.

    No act before it can be taken back: that would bring the old HTML back, too.
    """
    if not any(one.settings for one in placements()):
        return 0
    with _arranging() as arrangement:
        old = arrangement["placements"]
        new = arrangement["placements"] = [_rerendered(row) for row in old]
    if new != old:
        db.session.execute(delete(Setting).filter_by(name=BEFORE))
    return sum(one != other for one, other in zip(old, new, strict=True))


@contextmanager
def _arranging() -> Iterator[Arrangement]:
    """The arrangement, locked until the transaction ends; what is changed in it is stored."""
    row = _locked_row()
    before: Any = row.value
    arrangement = {"version": 0, **deepcopy(before)}
    yield arrangement
    if arrangement["placements"] == before["placements"]:
        return
    arrangement["version"] += 1
    row.value, row.origin = arrangement, "owner"
    kept = {"led_to": arrangement["version"], "placements": before["placements"]}
    db.session.merge(Setting(name=BEFORE, value=kept, origin=BEFORE))
    forget_copies()


def _locked_row() -> Setting:
    """The stored row; of two owners who are the first to arrange anything, one makes it."""
    standard = {"next": len(STANDARD) + 1, "placements": [_row(one) for one in STANDARD]}
    first = insert(Setting).values(name=SETTING, value=standard, origin="owner")
    db.session.execute(first.on_conflict_do_nothing())
    found: Setting = db.session.get_one(
        Setting, SETTING, with_for_update=True, populate_existing=True
    )
    return found


def _number(arrangement: Arrangement) -> int:
    number: int = arrangement["next"]
    arrangement["next"] += 1
    return number


def _index(rows: Sequence[Row], number: int) -> int:
    for index, row in enumerate(rows):
        if row["id"] == number and row["kind"] in KINDS:
            return index
    raise WidgetGone


def _rerendered(row: Row) -> Row:
    placement, kind = placement_of(row), KINDS.get(row["kind"])
    if not (placement.settings and kind and kind.rerender):
        return row
    return {**row, "settings": kind.rerender(dict(spot(placement, None).settings))}


def _row(placement: Placement) -> Row:
    """As JSON holds it."""
    return {
        **asdict(placement),
        "shown_on": list(placement.shown_on),
        "settings": dict(placement.settings),
    }
