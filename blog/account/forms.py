"""Forms of signing in, of becoming somebody who can, and of a new password."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, PasswordField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from blog.account.passwords import LONGEST, PasswordRule
from blog.mail.letters import ADDRESS
from blog.typed import is_visible, one_line

LONGEST_NAME, LONGEST_EMAIL, LONGEST_CODE = 100, 254, 40


def _email(*more: Any) -> StringField:
    return StringField(
        _("E-mail address"),
        filters=[one_line],
        validators=[
            DataRequired(_("Please give your e-mail address.")),
            Length(max=LONGEST_EMAIL, message=_("This e-mail address is too long.")),
            *more,
        ],
    )


def _sound_email() -> StringField:
    wrong = _("This is not an e-mail address. Try one like name@example.org.")
    return _email(Regexp(ADDRESS.pattern + r"\Z", message=wrong))


def _name() -> StringField:
    return StringField(
        _("Name"),
        filters=[one_line],
        validators=[
            DataRequired(_("Please give your name.")),
            Length(max=LONGEST_NAME, message=_("Please use at most 100 characters.")),
            is_visible,
        ],
    )


def _new_password(*fields: str) -> PasswordField:
    missing = DataRequired(_("Please choose a password."))
    return PasswordField(_("Password"), validators=[missing, PasswordRule(*fields)])


class SignInForm(Form):
    """E-mail address and password."""

    email = _email()
    password = PasswordField(
        _("Password"),
        validators=[
            DataRequired(_("Please give your password.")),
            Length(max=LONGEST, message=_("Please use at most 1,000 characters.")),
        ],
    )


class CodeForm(Form):
    """A code of the authenticator app, or a recovery code."""

    code = StringField(
        _("Code"),
        filters=[one_line],
        validators=[
            DataRequired(_("Please give the code.")),
            Length(max=LONGEST_CODE, message=_("This is too long for a code.")),
        ],
    )


class NewPasswordForm(Form):
    """A password for somebody; `known_words` are what it must not be, such as their name."""

    password = _new_password()

    def __init__(self, formdata: Any, known_words: Iterable[str | None] = (), **kwargs: Any):
        super().__init__(formdata, **kwargs)
        self.known_words = [word for word in known_words if word]


class InvitationForm(NewPasswordForm):
    """What an invited person is called, and signs in with."""

    name = _name()
    password = _new_password("name")


class OwnerForm(InvitationForm):
    """Who the owner of the blog is."""

    email = _sound_email()
    password = _new_password("name", "email")


class ResetForm(Form):
    """Whose password is forgotten."""

    email = _sound_email()


class ConfirmForm(Form):
    """The person's own password, once more."""

    confirming_password = PasswordField(
        _("Your password"),
        validators=[
            DataRequired(_("Please give your password.")),
            Length(max=LONGEST, message=_("Please use at most 1,000 characters.")),
        ],
    )
