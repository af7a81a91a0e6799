"""Settings of the widgets about the blog: who writes it, its pages, and text of the owner's own."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext as _
from wtforms import Form, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import Length

from blog.typed import many_lines
from blog.widgets.forms import chosen_row

LARGEST_TEXT = 20_000  # Bytes.


class AboutForm(Form):
    """Words, a picture, a person, and a page that tells more."""

    text = TextAreaField(
        _("Text"),
        description=_("Empty: what the person says of themselves, else the blog’s description."),
        filters=[many_lines],
        render_kw={"rows": 5, "dir": "auto"},
        validators=[Length(max=2000, message=_("Please use at most 2,000 characters."))],
    )
    picture = SelectField(_("Picture"), coerce=chosen_row, validate_choice=False)
    person = SelectField(_("Person"), coerce=chosen_row, validate_choice=False)
    name = StringField(
        _("Name"),
        description=_("Empty: the name of the person."),
        filters=[many_lines],
        render_kw={"dir": "auto"},
        validators=[Length(max=100, message=_("Please use at most 100 characters."))],
    )
    page = SelectField(_("A page that tells more"), coerce=chosen_row, validate_choice=False)
    more = StringField(
        _("Words of its link"),
        description=_("Empty: the title of the page."),
        filters=[many_lines],
        render_kw={"dir": "auto"},
        validators=[Length(max=100, message=_("Please use at most 100 characters."))],
    )


class PagesForm(Form):
    """Which pages, in which order. `find` gives the number of a page by title or address, or 0."""

    chosen = TextAreaField(
        _("Pages"),
        description=_("One a line, by its title or address. Empty: all of them, oldest first."),
        filters=[many_lines],
        render_kw={"rows": 6, "dir": "auto"},
        validators=[Length(max=10_000, message=_("Please use at most 10,000 characters."))],
    )

    find: Callable[[str], int]

    def validate_chosen(self, field: TextAreaField) -> None:
        for number, line in enumerate((field.data or "").splitlines(), 1):
            if line.strip() and not self.find(line):
                raise ValidationError(
                    _(
                        "Line %(number)s: there is no public page “%(line)s”.",
                        number=number,
                        line=line.strip()[:80],
                    )
                )


class TextForm(Form):
    """Text of the owner's own, as Markdown or HTML."""

    text = TextAreaField(
        _("Text"), filters=[many_lines], render_kw={"rows": 12, "dir": "auto", "spellcheck": "true"}
    )
    format = RadioField(
        _("Written as"),
        choices=[SelectChoice("markdown", _("Markdown")), SelectChoice("html", _("HTML"))],
    )

    def validate_text(self, field: TextAreaField) -> None:
        if len((field.data or "").encode()) > LARGEST_TEXT:
            raise ValidationError(_("Please use at most 20 KB of text."))
