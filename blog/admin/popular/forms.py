"""The form that brings views which were counted elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import Field, FileField, Form, TextAreaField

from blog.richtext.characters import scrubbed


class SeedForm(Form):
    """A CSV file, or the same pasted; `faults` are (line, what is wrong there)."""

    file = FileField(_("CSV file"))
    text = TextAreaField(_("Or paste the table"), filters=[lambda text: scrubbed(text or "")])

    faults: Sequence[tuple[int, str]] = ()

    def refuse(self, reason: str) -> None:
        """Add the error to the field that was used."""
        field: Field = self.text if self.text.data else self.file
        field.errors = [*field.errors, reason]
