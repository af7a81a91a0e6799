"""The hashed names of senders' networks: under random keys, a new one each week, each for a month.

So those of one network are told from others for a while, and later nothing tells whose they were.
"""

from __future__ import annotations

from datetime import date, timedelta

from blog.comments.keys import network_key
from blog.db import is_writing, now
from blog.moderation.actions import add_secret
from blog.moderation.queries import living_secrets


def network_keys(address: str | None) -> list[str]:
    """The names of that address's network under every living key, newest first.

    In a write transaction there is always one, of this week; before the blog's first comment a read
    finds none.
    """
    today = now().date()
    secrets = living_secrets(today)
    if is_writing() and week_of(today) not in secrets:
        add_secret(week_of(today))
        secrets = living_secrets(today)
    return [network_key(address, secrets[day]) for day in sorted(secrets, reverse=True)]


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())
