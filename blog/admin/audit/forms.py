"""What the log is asked for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField


class FilterForm(Form):
    """Whose acts, and on what kind of thing; both may stay open."""

    person = SelectField(_("Who"), default="", validate_choice=False)
    kind = SelectField(_("About"), default="", validate_choice=False)
