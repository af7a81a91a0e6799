"""How a placement shows the popular posts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.

# In the class below, `range` is the name of a field.
NUMBERS = range(1, 13)


class PopularForm(Form):
    """Which posts are shown, how many, and what of each."""

    range = SelectField(
        _("Popular posts count the views of"),
        choices=[
            SelectChoice("", _("As on the whole blog")),
            SelectChoice("week", _("the last 7 days")),
            SelectChoice("month", _("the last 30 days")),
            SelectChoice("year", _("the last 365 days")),
            SelectChoice("all", _("all time")),
        ],
    )
    number = SelectField(
        _("How many posts are shown"),
        coerce=int,
        choices=[
            SelectChoice(0, _("As on the whole blog")),
            *(SelectChoice(number, str(number)) for number in NUMBERS),
        ],
    )
    has_picture = BooleanField(_("With the picture"))
    has_snippet = BooleanField(_("With the beginning of the text"))
    has_date = BooleanField(_("With the date"))
    has_tabs = BooleanField(_("Readers can switch between week, month, year and all time"))
