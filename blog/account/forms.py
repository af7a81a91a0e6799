"""Forms of signing in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Form, PasswordField, StringField
from wtforms.validators import DataRequired, Length

LONGEST_PASSWORD = 1000


class SignInForm(Form):
    """E-mail address and password."""

    email = StringField(
        _("E-mail address"), validators=[DataRequired(_("Please give your e-mail address."))]
    )
    password = PasswordField(
        _("Password"),
        validators=[
            DataRequired(_("Please give your password.")),
            Length(max=LONGEST_PASSWORD, message=_("Please use at most 1,000 characters.")),
        ],
    )
