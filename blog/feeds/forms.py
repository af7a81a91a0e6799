"""Which feeds the widget for subscribing names."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form


class SubscribeForm(Form):
    """The feed of posts as Atom is always there; these stand beside it."""

    has_rss = BooleanField(_("Posts as RSS, for older programs"))
    has_json = BooleanField(_("Posts as JSON Feed"))
    has_comments = BooleanField(_("All comments"))
