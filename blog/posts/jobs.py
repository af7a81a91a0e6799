"""What runs beside requests: forgetting what nobody came back for."""

from __future__ import annotations

from blog.db import writing
from blog.posts import autosaving


def forget_autosaves() -> None:
    """Delete the texts that were typed and neither saved nor touched for three months."""
    with writing():
        autosaving.forget_old()
