"""What tells which post an autosave belongs to; the rest of the form is kept as it was typed."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import AnyOf, Regexp

NUMBER = r"\d{0,9}\Z"


class AutosaveForm(Form):
    """The hidden fields of the editor. `post_id` is empty for what has no number yet."""

    post_id = StringField(default="", validators=[Regexp(NUMBER)])
    version = StringField(default="", validators=[Regexp(NUMBER)])
    kind = StringField(validators=[AnyOf(["post", "page"])])
