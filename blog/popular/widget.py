"""The widget "Popular posts from this blog"."""

from __future__ import annotations

from flask_babel import gettext as _

from blog.widgets import Widget, register


def popular(post_id: int | None) -> str:
    """Nothing yet."""
    return ""


register(Widget("popular", popular, "posts.index", lambda: _("Popular posts from this blog")))
