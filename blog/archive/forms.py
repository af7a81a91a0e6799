"""How the widget of the archive shows years and months."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.

from blog.widgets.forms import NumberField


class ArchiveForm(Form):
    """A tree of years or a list of months, from either end."""

    shape = RadioField(
        _("Shape"),
        choices=[
            SelectChoice("years", _("Years that open to their months")),
            SelectChoice("months", _("A list of months")),
        ],
    )
    order = RadioField(
        _("Order"),
        choices=[
            SelectChoice("newest", _("Newest first")),
            SelectChoice("oldest", _("Oldest first")),
        ],
    )
    has_counts = BooleanField(_("With the number of posts"))
    open_years = NumberField(_("So many years stand open"), 0, 50)
