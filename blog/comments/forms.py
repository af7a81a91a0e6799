"""The comment form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional, Regexp, StopValidation

from blog.comments.website import LONGEST_WEBSITE, clean_website
from blog.numbers import row_number
from blog.typed import is_visible, many_lines, one_line
from blog.widgets.forms import NumberField

LONGEST_NAME = 100
LONGEST_TEXT = 5_000


def _is_website(form: Form, field: Field) -> None:
    if not clean_website(field.data):
        raise ValidationError(
            field.gettext(_("This is not a web address. Try one like https://example.org."))
        )


def _is_there_for_letters(form: Form, field: Field) -> None:
    if form["notify"].data and not field.data:
        raise StopValidation(field.gettext(_("Please say where the mail should go.")))


class TextForm(Form):
    """The words of a comment: all that its writer can change later."""

    text = TextAreaField(
        filters=[many_lines],
        validators=[
            DataRequired(_("Please write a comment.")),
            Length(max=LONGEST_TEXT, message=_("Please use at most 5,000 characters.")),
            is_visible,
        ],
    )

    def refuse(self, reason: str) -> None:
        """Add an error that belongs to no field."""
        self.form_errors.append(reason)


class CommentForm(TextForm):
    """What a reader fills in to answer a post, or (with `parent`) a comment.

    `trap` is the field that people do not see, `stamp` tells since when they write (see `stamps`).
    """

    name = StringField(
        filters=[one_line],
        validators=[
            DataRequired(_("Please tell us your name.")),
            Length(max=LONGEST_NAME, message=_("Please use at most 100 characters.")),
            is_visible,
        ],
    )
    email = StringField(
        filters=[one_line],
        validators=[
            _is_there_for_letters,
            Optional(),
            Length(max=254, message=_("This e-mail address is too long.")),
            Regexp(
                r"[^@\s]+@[^@\s]+\.[^@\s.]+\Z",
                message=_("This is not an e-mail address. Try one like name@example.org."),
            ),
        ],
    )
    website = StringField(
        filters=[one_line],
        validators=[
            Optional(),
            Length(max=LONGEST_WEBSITE, message=_("This web address is too long.")),
            _is_website,
        ],
    )
    parent = HiddenField()
    stamp = HiddenField()
    trap = StringField(name="subject")
    remember = BooleanField()
    notify = BooleanField()

    @property
    def parent_id(self) -> int | None:
        """Number of the comment that is answered, None for the post itself; 0 where it is none."""
        given = (self.parent.data or "").strip()
        if not given:
            return None
        return row_number(given) or 0


class PersonForm(CommentForm):
    """The same for somebody who is signed in: the blog knows who they are."""

    name = StringField(filters=[one_line])
    email = StringField()
    website = StringField()


class DiscussionForm(Form):
    """How the widget of new comments shows them."""

    number = NumberField(_("How many comments"), 1, 30)
    has_snippet = BooleanField(_("With the beginning of each"))
    has_date = BooleanField(_("With their dates"))
