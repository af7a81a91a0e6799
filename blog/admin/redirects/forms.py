"""The forms that make redirects, one or a table of them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Field, FileField, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from blog.typed import seen


def _trimmed(text: str | None) -> str:
    return seen(text).strip()


class RedirectForm(Form):
    """An old address and where it leads."""

    source = StringField(
        _("Old address"),
        filters=[_trimmed],
        validators=[
            DataRequired(_("Please write the address that readers ask for.")),
            Length(max=2000, message=_("This address is too long.")),
        ],
    )
    target = StringField(
        _("Leads to"),
        filters=[_trimmed],
        validators=[
            DataRequired(_("Please write where it should lead.")),
            Length(max=2000, message=_("This address is too long.")),
        ],
    )

    def refuse(self, name: str, reason: str) -> None:
        """Add an error to that field."""
        field: Field = self[name]
        field.errors = [*field.errors, reason]


class TableForm(Form):
    """A CSV file, or the same pasted."""

    file = FileField(_("CSV file"))
    text = TextAreaField(_("Or paste the table"), filters=[seen])

    def refuse(self, reason: str) -> None:
        """Add the error to the field that was used."""
        field: Field = self.text if self.text.data else self.file
        field.errors = [*field.errors, reason]
