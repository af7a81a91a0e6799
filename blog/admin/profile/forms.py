"""Forms on a person's own page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import DataRequired, Length

from blog.account.forms import NewPasswordForm
from blog.account.passwords import LONGEST
from blog.admin.people.forms import ProfileForm


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


class OwnForm(ProfileForm):
    """What people say of themselves, and of which comments they are told by mail."""

    comment_mail = SelectField(
        _("Tell me by mail about comments"),
        choices=[
            SelectChoice("none", _("Never")),
            SelectChoice("waiting", _("That wait for approval")),
            SelectChoice("all", _("All that I may moderate")),
        ],
    )
    comment_mail_rhythm = SelectField(
        _("How often"),
        choices=[
            SelectChoice("hourly", _("Together, at most once an hour")),
            SelectChoice("single", _("Each in a letter of its own")),
        ],
    )

    def __init__(self, formdata: Any, *, may_moderate: bool, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.may_moderate = may_moderate
        if not may_moderate:
            del self.comment_mail, self.comment_mail_rhythm
