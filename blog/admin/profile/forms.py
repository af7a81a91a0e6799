"""Forms on a person's own page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from blog.account.forms import NewPasswordForm
from blog.account.passwords import LONGEST


class PasswordForm(NewPasswordForm):
    """The password of now, and the one from now on."""

    old_password = PasswordField(
        _("Your password until now"),
        validators=[
            DataRequired(_("Please give your password.")),
            Length(max=LONGEST, message=_("Please use at most 1,000 characters.")),
        ],
    )

    def __init__(self, formdata: Any, known_words: Iterable[str | None] = ()) -> None:
        super().__init__(formdata, known_words)
        self.password.label.text = _("New password")
