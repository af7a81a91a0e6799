"""The form that answers a comment from the queue."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Form, TextAreaField
from wtforms.validators import DataRequired, Length

from blog.comments.forms import LONGEST_TEXT
from blog.typed import is_visible, many_lines


class ReplyForm(Form):
    """A reply by the person who is signed in."""

    text = TextAreaField(
        _("Your reply"),
        filters=[many_lines],
        validators=[
            DataRequired(_("Please write a reply.")),
            Length(max=LONGEST_TEXT, message=_("Please use at most 5,000 characters.")),
            is_visible,
        ],
    )

    def refuse(self, reason: str) -> None:
        """Add an error that belongs to no field."""
        self.form_errors.append(reason)
