"""The comment form."""

from __future__ import annotations

from wtforms import Form


class CommentForm(Form):
    """What a reader fills in to answer a post."""
