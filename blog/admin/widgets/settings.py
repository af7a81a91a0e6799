"""The settings of one widget: the form of every widget and its kind's own, as one; and a trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from werkzeug.datastructures import MultiDict
from wtforms import Form

from blog.admin.widgets.forms import PlacementForm
from blog.admin.widgets.plan import zones_of
from blog.admin.widgets.queries import newest_post_id
from blog.db import db, now
from blog.widgets.frame import fragment
from blog.widgets.kinds import KINDS, spot
from blog.widgets.placements import Placement

log = structlog.get_logger("blog.widgets")

# Before the names of a kind's own fields, so that they are never those of every widget.
OWN = "own-"


class Settings:
    """A widget, and what was sent of its settings; nothing was, where they are only shown."""

    def __init__(self, placement: Placement, sent: MultiDict[str, str] | None) -> None:
        self.placement, self.kind = placement, KINDS[placement.kind]
        self.seen = (sent.get("seen") if sent else None) or placement.edition
        self.form = PlacementForm(sent, placement, zones_of(self.kind))
        self.own = self._own_form(sent)

    def validate(self) -> bool:
        """Whether both forms are sound; each field is told its errors."""
        is_sound = self.form.validate()
        return (self.own is None or self.own.validate()) and is_sound

    @property
    def has_errors(self) -> bool:
        return bool(self.form.errors or (self.own and self.own.errors))

    def wanted(self) -> Placement:
        """The placement as the sound forms ask for it, settled as it would be stored."""
        return replace(
            self.placement,
            title=self.form.title.data or "",
            zone=self.form.zone.data or self.placement.zone,
            shown_on=tuple(self.form.shown_on.data or ()),
            is_on_phone=bool(self.form.is_on_phone.data),
            settings=self._settled(),
        )

    def _own_form(self, sent: MultiDict[str, str] | None) -> Form | None:
        if self.kind.form is None:
            return None
        present = spot(self.placement, None).settings
        form = self.kind.form(sent, data=dict(present), prefix=OWN)
        if self.kind.choose:
            self.kind.choose(form)
        return form

    def _settled(self) -> Mapping[str, Any]:
        typed = {**self.placement.settings, **(self.own.data if self.own else {})}
        return self.kind.settle(typed) if self.kind.settle else typed


@dataclass(frozen=True)
class Trial:
    """How a widget would look: its HTML, "" where it has nothing to show; or that it failed."""

    html: str
    has_failed: bool = False


def trial_of(placement: Placement) -> Trial:
    """The widget with settings that are not saved, as it would stand on the newest post."""
    try:
        return Trial(fragment(spot(placement, newest_post_id(now()))))
    except Exception:
        # As on a page: whatever goes wrong inside, the form around it must stand.
        log.exception("widget failed", widget=placement.kind, placement=placement.id)
        db.session.rollback()
        return Trial("", has_failed=True)
