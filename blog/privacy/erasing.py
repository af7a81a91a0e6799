"""Erasing everything of an address, some comments at a time, each time in a transaction."""

from __future__ import annotations

from blog.db import writing
from blog.privacy.actions import BATCH, erase_some


def erase_all(email: str) -> int:
    """Erase all comments and letters of an address; tells how many comments."""
    email, erased = email.strip().lower(), 0
    while True:
        with writing():
            some = erase_some(email)
        erased += some
        if some < BATCH:
            return erased
