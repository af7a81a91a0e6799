"""Forms of the import: a file, and which blog of it is meant."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import FileField, Form, RadioField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.


class UploadForm(Form):
    """The export of another program."""

    file = FileField(_("Export"))

    def validate_file(self, field: FileField) -> None:
        sent: FileStorage | None = field.data
        if not sent or not sent.filename:
            raise ValidationError(_("Please choose a file."))


class ChoiceForm(Form):
    """One of the blogs that the export holds."""

    blog = RadioField(_("Which blog is meant?"), validate_choice=False)

    def __init__(self, formdata: Any, names: list[str]) -> None:
        super().__init__(formdata)
        self.names, self.blog.choices = names, [SelectChoice(name, name) for name in names]

    def validate_blog(self, field: RadioField) -> None:
        if field.data not in self.names:
            raise ValidationError(_("Please choose one of them."))
