"""The registry of the kinds of widgets. Features register here; it imports none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms import Form

from blog.widgets.placements import ZONES, Placement


@dataclass(frozen=True)
class Spot:
    """What a widget knows of where it stands; `post_id` is the post's or page's it stands on."""

    placement: Placement
    post_id: int | None
    settings: Mapping[str, Any]  # The placement's own over the kind's defaults.

    @property
    def id(self) -> str:
        """The id of the element around it."""
        return f"widget-{self.placement.id}"


@dataclass(frozen=True)
class Link:
    """The plain link that stands in for a widget: its address and words."""

    address: str
    words: str


@dataclass(frozen=True)
class Kind:
    """A kind of widget.

    `label` is what the owner reads in the admin, `hint` a sentence on what it shows. `content`
    gives the inside of its element as HTML, with a heading of its own, "" for nothing to show. It
    depends on the spot and the blog alone, never on who asks: others may be shown a copy.
    `link` is what stands in for it. `form` asks the owner for its settings, by the names of
    `defaults`. `stylesheet` says that its rules are in widgets.css, which most pages do without.
    `is_copied` says whether its last good copy may stand in for it: not where it shows what
    strangers wrote, which a moderator may have taken out since.

    A form knows no database: `choose` hands it what it asks for, such as the choices of a select
    field, before it is shown or judged. `settle` makes of valid settings what is stored, such as
    clean HTML rendered once; it adds keys that the form lacks, and is given no placement.
    `rerender` does so again for stored settings, without a request, when the renderer changed.
    """

    name: str
    label: Callable[[], str]
    hint: Callable[[], str]
    content: Callable[[Spot], str]
    link: Callable[[Spot], Link]
    form: type[Form] | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    zones: tuple[str, ...] = ZONES
    choose: Callable[[Any], None] | None = None
    settle: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    stylesheet: bool = False
    is_copied: bool = True
    rerender: Callable[[dict[str, Any]], dict[str, Any]] | None = None


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known under its name."""
    KINDS[kind.name] = kind


def name_of(placement: Placement) -> str:
    """The owner's own title, else the kind's name."""
    return placement.title or KINDS[placement.kind].label()


def spot(placement: Placement, post_id: int | None) -> Spot:
    """The spot of a placement, with whole settings."""
    defaults = KINDS[placement.kind].defaults
    return Spot(placement, post_id, {**defaults, **placement.settings})
