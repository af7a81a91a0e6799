"""How the posts like the one that is being read are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form

from blog.widgets.forms import NumberField


class RelatedForm(Form):
    """How many, and what of each."""

    number = NumberField(_("How many posts"), 1, 12)
    has_picture = BooleanField(_("With their pictures"))
    has_snippet = BooleanField(_("With a few words of each"))
    has_date = BooleanField(_("With their dates"))
