"""The form that empties the spam."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.


class SpamForm(Form):
    """How much of the spam goes."""

    days = SelectField(
        _("Which spam"),
        choices=[
            SelectChoice("7", _("What is spam for more than a week")),
            SelectChoice("0", _("All of it")),
        ],
    )

    @property
    def age(self) -> timedelta:
        """What is spam for longer than this goes."""
        return timedelta(days=int(self.days.data))
