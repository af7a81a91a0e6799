"""The form that ends the making of a passkey; the script fills what the device answers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Form, HiddenField, StringField
from wtforms.validators import DataRequired, Length

from blog.typed import is_visible, one_line


class PasskeyForm(Form):
    """What the passkey is called, and the device's answer."""

    name = StringField(
        _("Name of this passkey"),
        filters=[one_line],
        validators=[
            DataRequired(_("Please give it a name by which you know it again.")),
            Length(max=100, message=_("Please use at most 100 characters.")),
            is_visible,
        ],
    )
    credential = HiddenField()
    state = HiddenField()
