"""What is done again and again about the keys of networks."""

from __future__ import annotations

from blog.db import now, writing
from blog.moderation.actions import add_secret, forget_secrets
from blog.moderation.networks import week_of


def renew_secrets() -> None:
    """Make this week's key, and let those die that have served their month."""
    today = now().date()
    with writing():
        add_secret(week_of(today))
        forget_secrets(today)
