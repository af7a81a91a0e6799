"""How the widget of labels shows them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, RadioField, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.widgets import CheckboxInput

from blog.widgets.forms import NumberField, chosen_row


class LabelsForm(Form):
    """Which labels, in which shape and order."""

    shape = RadioField(
        _("Shape"),
        choices=[
            SelectChoice("row", _("One beside the other")),
            SelectChoice("cloud", _("A cloud: the more posts, the larger")),
            SelectChoice("list", _("A list")),
        ],
    )
    order = RadioField(
        _("Order"),
        choices=[
            SelectChoice("name", _("By name")),
            SelectChoice("count", _("By the number of posts")),
        ],
    )
    has_counts = BooleanField(_("With the number of posts"))
    most = NumberField(_("So many stand open, the rest folds away"), 1, 500)
    chosen = SelectMultipleField(
        _("Only these; without a tick, all of them"),
        coerce=chosen_row,
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
