"""Fields that the settings of several kinds of widgets have in common."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, ValidationError

from blog.numbers import row_number


class NumberField(IntegerField):
    """A whole number between two bounds, which says in our words when it is none."""

    def __init__(self, label: Any, least: int, most: int, **wishes: Any) -> None:
        told = {"inputmode": "numeric", "min": least, "max": most}
        super().__init__(label, render_kw=told, **wishes)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError(_("Please give a whole number.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is None or not self.least <= self.data <= self.most:
            raise ValidationError(
                _(
                    "Please give a number from %(least)s to %(most)s.",
                    least=self.least,
                    most=self.most,
                )
            )


def chosen_row(text: object) -> int:
    """The number of a row that a field names, 0 where it names none."""
    return row_number(text) or 0
