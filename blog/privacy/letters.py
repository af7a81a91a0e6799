"""What the letter says that brings somebody the link to their comments."""

from __future__ import annotations

from flask_babel import gettext as _


def own_comments(blog: str, link: str, way_out: str) -> tuple[str, str]:
    """Subject and text."""
    parts = (
        _("Hello,"),
        _("somebody, probably you, wants to see what was written on %(blog)s with this address.",
          blog=blog),
        _("Here you can read your comments, take them along and erase them, within 24 hours:"),
        link,
        _("If it was not you, do nothing. Keep the link to yourself: it lets anybody do the same."),
        _("To get no letters about comments of this blog at all, whoever asks for them:"),
        way_out,
    )  # fmt: skip
    return _("Your comments on %(blog)s", blog=blog), "\n\n".join(parts)
