"""Forms about people; whether an address is free they ask a function they are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from blog.account.forms import LONGEST_EMAIL
from blog.mail.letters import ADDRESS
from blog.posts.paths import slug_of
from blog.typed import is_visible, many_lines, one_line

LONGEST_NAME, LONGEST_SLUG, LONGEST_BIO = 100, 100, 2000
ROLES = [
    SelectChoice("contributor", _("Contributor: writes, others publish")),
    SelectChoice("author", _("Author: writes and publishes")),
    SelectChoice("editor", _("Editor: cares for all that is written")),
    SelectChoice("owner", _("Owner: runs the blog")),
]
NOBODY = "nobody"
NO_ADDRESS = _("This is not an e-mail address. Try one like name@example.org.")


def _name() -> StringField:
    return StringField(
        _("Name"),
        filters=[one_line],
        validators=[
            DataRequired(_("Please give a name.")),
            Length(max=LONGEST_NAME, message=_("Please use at most 100 characters.")),
            is_visible,
        ],
    )


def _email(*first: DataRequired) -> StringField:
    return StringField(
        _("E-mail address"),
        filters=[one_line],
        validators=[
            *first,
            Length(max=LONGEST_EMAIL, message=_("This e-mail address is too long.")),
            Regexp(rf"\Z|(?:{ADDRESS.pattern})\Z", message=NO_ADDRESS),
        ],
    )


class _AskingForm(Form):
    """A form that asks whether an e-mail address or a slug belongs to somebody else."""

    def __init__(
        self,
        formdata: Any,
        *,
        email_is_taken: Callable[[str], bool],
        slug_is_taken: Callable[[str], bool] = lambda slug: False,
        **kwargs: Any,
    ) -> None:
        super().__init__(formdata, **kwargs)
        self.email_is_taken, self.slug_is_taken = email_is_taken, slug_is_taken

    def validate_email(self, field: Field) -> None:
        if field.data and self.email_is_taken(field.data):
            raise ValidationError(_("Somebody else has this e-mail address."))


class InvitationForm(_AskingForm):
    """Where the invitation goes."""

    email = _email(DataRequired(_("Please give an e-mail address.")))


class NewPersonForm(InvitationForm):
    """Somebody who is to be invited."""

    name = _name()
    role = SelectField(_("Role"), choices=ROLES, default="author")


class ProfileForm(_AskingForm):
    """What people say of themselves."""

    name = _name()
    email = _email(DataRequired(_("Please give your e-mail address: you sign in by it.")))
    bio = TextAreaField(
        _("About you"),
        filters=[many_lines],
        validators=[Length(max=LONGEST_BIO, message=_("Please use at most 2,000 characters."))],
    )


class PersonForm(ProfileForm):
    """Somebody who is there already; an author who cannot sign in needs no e-mail address."""

    email = _email()
    slug = StringField(
        _("Address of their page"),
        filters=[one_line],
        validators=[
            DataRequired(_("Please give an address.")),
            Length(max=LONGEST_SLUG, message=_("Please use at most 100 characters.")),
        ],
    )
    role = SelectField(_("Role"), choices=ROLES)
    bio = TextAreaField(
        _("About them"),
        filters=[many_lines],
        validators=[Length(max=LONGEST_BIO, message=_("Please use at most 2,000 characters."))],
    )

    def __init__(self, formdata: Any, *, needs_email: bool, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.needs_email = needs_email

    def validate_email(self, field: Field) -> None:
        super().validate_email(field)
        if self.needs_email and not field.data:
            raise ValidationError(_("They sign in by it, so it cannot be empty."))

    def validate_slug(self, field: Field) -> None:
        sound = slug_of(field.data)
        if field.data != sound:
            hint = _("Please use small letters, digits and hyphens")
            raise ValidationError(f"{hint}: {sound}" if sound else f"{hint}.")
        if self.slug_is_taken(sound):
            raise ValidationError(_("Somebody else’s page is there."))


class RemovalForm(Form):
    """Who gets the posts of somebody who is deleted."""

    heir = SelectField(
        _("Who gets the posts and pictures?"),
        validators=[InputRequired(_("Please choose somebody, or nobody."))],
    )
