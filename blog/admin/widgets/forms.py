"""What is asked of every widget, whatever its kind; what a kind asks is its own form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Form,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from blog.typed import many_lines
from blog.widgets.placements import PAGES, Placement

LONGEST_TITLE = 120


class PlacementForm(Form):
    """Its title, its zone and the pages that it stands on."""

    title = StringField(
        _("Title"),
        filters=[many_lines],
        validators=[Length(max=LONGEST_TITLE, message=_("At most 120 characters."))],
    )
    zone = SelectField(_("Place"), validate_choice=False)
    shown_on = SelectMultipleField(
        _("Only on"),
        description=_(
            "Without a tick it stands wherever its place is, also on lists and searches."
        ),
        choices=[
            SelectChoice("home", _("the home page")),
            SelectChoice("posts", _("posts")),
            SelectChoice("pages", _("pages")),
            SelectChoice("labels", _("lists of a label")),
        ],
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    is_on_phone = BooleanField(_("Show it on phones, too"))

    def __init__(
        self, formdata: Any, placement: Placement, zones: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(formdata, obj=placement)
        self._zones = [zone for zone, _label in zones]
        self.zone.choices = [SelectChoice(zone, label) for zone, label in zones]

    def validate_zone(self, field: SelectField) -> None:
        if field.data not in self._zones:
            raise ValidationError(_("Please choose one of the places."))

    def validate_shown_on(self, field: SelectMultipleField) -> None:
        chosen = Placement(0, "", self.zone.data or "", shown_on=tuple(field.data or ()))
        if not set(chosen.shown_on) <= set(PAGES):
            raise ValidationError(_("Please choose among these pages."))
        if not chosen.is_anywhere:
            raise ValidationError(_("None of these pages has the place that you chose above."))
