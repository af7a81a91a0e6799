"""The widget that lists labels with their counts."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _

from blog.db import now
from blog.labels.queries import counts
from blog.widgets import Widget, register


def labels(post_id: int | None) -> str:
    """Every label with public posts."""
    return render_template("labels/_labels.html", labels=counts(now()))


register(Widget("labels", labels, "search.index", lambda: _("Find posts by their labels")))
