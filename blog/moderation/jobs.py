"""What is done again and again about rules and the keys of networks, and emptying the spam."""

from __future__ import annotations

from datetime import datetime

from blog.db import now, reading, writing
from blog.moderation.actions import (
    SPAM_LASTS,
    add_secret,
    forget_ended,
    forget_secrets,
    remove_spam,
)
from blog.moderation.networks import week_of
from blog.moderation.queries import has_ended


def renew_secrets() -> None:
    """Make this week's key, and let those die that have served their month."""
    today = now().date()
    with writing():
        add_secret(week_of(today))
        forget_secrets(today)


def forget_rules() -> None:
    """Delete the rules whose time is over, where there are any."""
    with reading():
        is_due = has_ended()
    if is_due:
        with writing():
            forget_ended()


def empty_spam(before: str) -> None:
    """Remove what is spam since before that moment, in short transactions."""
    moment = datetime.fromisoformat(before)
    while _has_removed_some(moment):
        pass


def forget_spam() -> None:
    """Remove the spam that nobody brought back in its month.

    What was imported is old from its first day, and nobody may have seen it here.
    """
    while _has_removed_some(now() - SPAM_LASTS, with_imported=False):
        pass


def _has_removed_some(before: datetime, with_imported: bool = True) -> bool:
    with writing():
        return remove_spam(before, with_imported) > 0
