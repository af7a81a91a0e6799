"""Asking for a letter to be sent."""

from __future__ import annotations

from blog.queue.actions import enqueue


def write_to(to: str, subject: str, text: str) -> None:
    """Have a plain text letter sent soon after this transaction is committed.

    The text waits in the database meanwhile: links that open something do not belong into it.
    """
    enqueue("mail", to=to, subject=subject, text=text)
