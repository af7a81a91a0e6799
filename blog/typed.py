"""What people typed into a field, made sound before it is judged. Knows no database."""

from __future__ import annotations

import unicodedata

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, ValidationError

from blog.richtext.characters import scrubbed


def seen(text: str | None) -> str:
    """The text without the characters that nobody can see, nor a page hold."""
    return scrubbed(text or "")


def one_line(text: str | None) -> str:
    """The same on one line, blanks folded."""
    return " ".join(seen(text).split())


def many_lines(text: str | None) -> str:
    """The same without blanks around it."""
    return seen(text).strip()


def is_visible(form: Form, field: Field) -> None:
    """Refuse what nobody could see, such as spaces without width."""
    if all(unicodedata.category(letter)[0] in "CZM" for letter in field.data):
        raise ValidationError(field.gettext(_("Please write something that can be seen.")))
