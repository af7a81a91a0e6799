"""The forms by which commenters ask for their comments, and erase them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from blog.mail.letters import ADDRESS
from blog.typed import one_line


class LinkForm(Form):
    """Asks for a letter with a link to all comments of an address."""

    email = StringField(
        filters=[one_line],
        validators=[
            DataRequired(_("Please type the e-mail address that you wrote with.")),
            Length(max=254, message=_("This e-mail address is too long.")),
            Regexp(
                rf"(?:{ADDRESS.pattern})\Z",
                message=_("This is not an e-mail address. Try one like name@example.org."),
            ),
        ],
    )


class ErasureForm(Form):
    """Erases everything, once somebody has said that they mean it."""

    is_meant = BooleanField(
        validators=[InputRequired(_("Please tick this first: it cannot be undone."))]
    )
