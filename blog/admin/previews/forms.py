"""What a preview takes of the editor's form. It judges nothing: half a text is shown as it is."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import Form, StringField

from blog.admin.posts.forms import LONGEST_LABEL, LONGEST_TEXT, MOST_LABELS
from blog.numbers import row_number
from blog.typed import one_line

# The longest text, each of its letters up to four bytes in a form, and all other fields.
LARGEST_FORM = 4 * LONGEST_TEXT


def one_of(*words: str) -> Callable[[str | None], str]:
    """A filter that lets only those words pass; for any other the first stands in."""
    return lambda text: text if text is not None and text in words else words[0]


class PreviewForm(Form):
    """The fields that a reader would see something of."""

    post_id = StringField(filters=[row_number])
    kind = StringField(filters=[one_of("post", "page")])
    title = StringField(filters=[one_line])
    source = StringField(default="", filters=[lambda text: (text or "")[:LONGEST_TEXT]])
    source_format = StringField(filters=[one_of("markdown", "html")])
    labels = StringField(filters=[lambda text: one_line(text)[: LONGEST_LABEL * MOST_LABELS]])
    language = StringField(filters=[lambda text: one_line(text)[:35] or None])
    direction = StringField(filters=[one_of("", "ltr", "rtl")])
    featured = StringField(filters=[row_number])
    author = StringField(filters=[row_number])
