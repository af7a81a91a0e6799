"""Forms of the pictures."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import Length

from blog.typed import one_line

MOST_AT_ONCE = 20
LONGEST_ALT = 2000
# Beside the editor, pictures that come in go into the text with this id.
SOURCE = "source"


def _too_long() -> Length:
    return Length(max=LONGEST_ALT, message=_("Please use at most 2,000 characters."))


class UploadForm(Form):
    """Pictures, and what they show. `target` says whether they then go into a text."""

    pictures = MultipleFileField(_("Pictures"))
    alt = StringField(_("What they show"), filters=[one_line], validators=[_too_long()])
    target = HiddenField()

    def validate_pictures(self, field: Field) -> None:
        """Refuse no picture, and too many; a browser sends a nameless file for none."""
        field.data = [file for file in field.data or [] if getattr(file, "filename", "")]
        if not field.data:
            raise ValidationError(gettext("Please choose a picture."))
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(gettext("Please choose at most 20 pictures at once."))

    @property
    def is_for_a_text(self) -> bool:
        return bool(self.target.data == SOURCE)


class FilterForm(Form):
    """Which pictures the library shows."""

    q = StringField(_("Search"), filters=[one_line])
    show = SelectField(
        _("Show"),
        default="",
        validate_choice=False,
        choices=[
            SelectChoice("", _("All pictures")),
            SelectChoice("mine", _("Mine")),
            SelectChoice("undescribed", _("Without a description")),
            SelectChoice("unused", _("In no post")),
        ],
    )


class DescriptionForm(Form):
    """What a picture shows, for those who cannot see it."""

    alt = TextAreaField(_("Description (alt text)"), filters=[one_line], validators=[_too_long()])


class DeletionForm(Form):
    """Deletes a picture; one that is used only where that is wanted, too."""

    anyway = BooleanField(_("Delete although used"))
