"""The arrangement in words: zones, what stands where, and what was just done."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from blog.widgets.kinds import KINDS, Kind, name_of
from blog.widgets.placements import PAGES_OF, ZONES, Placement
from blog.widgets.queries import placements


@dataclass(frozen=True)
class Row:
    """One widget in the picture of the page. `elsewhere` are the zones that it could move to."""

    placement: Placement
    name: str
    kind: str
    where: str
    is_anywhere: bool
    is_first: bool
    is_last: bool
    elsewhere: list[tuple[str, str]]


@dataclass(frozen=True)
class Zone:
    """A zone with its widgets in their order, and the kinds that may stand in it."""

    name: str
    label: str
    hint: str
    rows: list[Row]
    kinds: list[Kind]


def plan() -> list[Zone]:
    """All zones, in the order in which a page has them."""
    return [
        Zone(name, label, hints()[name], _rows(name), kinds_for(name))
        for name, label in labels().items()
    ]


def kinds_for(zone: str) -> list[Kind]:
    """The kinds that may stand there, by their names."""
    found = [kind for kind in KINDS.values() if zone in kind.zones]
    return sorted(found, key=lambda kind: kind.label().casefold())


def labels() -> dict[str, str]:
    """What each zone is called."""
    names = {
        "top": _("Top of the home page"),
        "below": _("Below posts"),
        "side": _("Sidebar"),
        "footer": _("Footer"),
    }
    return {zone: names[zone] for zone in ZONES}


def hints() -> dict[str, str]:
    """Where each zone is found."""
    return {
        "top": _("Above the newest posts, on the home page alone."),
        "below": _("After the comments of a post or page, over the whole width."),
        "side": _("Beside the text; on a phone it follows it."),
        "footer": _("At the end of every page."),
    }


def zones_of(kind: Kind) -> list[tuple[str, str]]:
    """The zones in which a kind may stand, with their names."""
    return [(zone, label) for zone, label in labels().items() if zone in kind.zones]


def said(act: str, placement: Placement | None) -> str:
    """What a person is told after an act; "" for no such act; `stays`: it was to move."""
    if placement and act in ("moved", "stays", "added"):
        return _added(placement) if act == "added" else _moved(placement)
    sentences = {
        "removed": _("“%(name)s” is removed.", name=name_of(placement))
        if placement
        else _("The widget is removed."),
        "reset": _("The standard widgets are back."),
        "undone": _("Undone."),
    }
    return str(sentences.get(act, ""))


def _moved(placement: Placement) -> str:
    zone = [one.id for one in placements() if one.zone == placement.zone]
    sentence = _(
        "“%(name)s” is number %(place)d of %(count)d %(where)s.", name=name_of(placement),
        place=zone.index(placement.id) + 1, count=len(zone), where=_within(placement.zone),
    )  # fmt: skip
    return str(sentence)


def _added(placement: Placement) -> str:
    name, where = name_of(placement), _within(placement.zone)
    return str(_("“%(name)s” is added %(where)s.", name=name, where=where))


def _within(zone: str) -> str:
    places = {
        "top": _("at the top of the home page"),
        "below": _("below posts"),
        "side": _("in the sidebar"),
        "footer": _("in the footer"),
    }
    return str(places[zone])


def _rows(zone: str) -> list[Row]:
    here = [placement for placement in placements() if placement.zone == zone]
    return [
        Row(
            placement=one,
            name=name_of(one),
            kind=KINDS[one.kind].label() if one.title else "",
            where=_where(one),
            is_anywhere=one.is_anywhere,
            is_first=one is here[0],
            is_last=one is here[-1],
            elsewhere=[pair for pair in zones_of(KINDS[one.kind]) if pair[0] != zone],
        )
        for one in here
    ]


def _where(placement: Placement) -> str:
    """On which pages it is shown, as far as that is not all that have its zone."""
    pages = {
        "home": _("the home page"),
        "posts": _("posts"),
        "pages": _("pages"),
        "labels": _("lists of a label"),
    }
    only = ", ".join(word for page, word in pages.items() if page in placement.shown_on)
    parts = [_("only on %(pages)s", pages=only)] if only else []
    if not placement.is_on_phone:
        parts.append(_("not on phones"))
    is_local = placement.zone in PAGES_OF
    return "; ".join(parts) or (_("wherever this place is") if is_local else _("everywhere"))
