"""The beacon that pages send once they are seen."""

from __future__ import annotations

from flask import request

from blog.account.session import person
from blog.db import now
from blog.views import bp
from blog.views.bots import is_bot
from blog.views.buffer import LONGEST_AGENT, View, buffer

AHEAD_OF_READING = ("Sec-Purpose", "Purpose", "X-Moz")


@bp.post("/views/<int:post_id>")
def create(post_id: int) -> tuple[str, int]:
    """Note a view; whether it counts is found out later, so the answer is always the same.

    Who writes the blog is no reader of it.
    """
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    if not _is_fetched_ahead() and not is_bot(agent) and person() is None:
        buffer().add(View(post_id, now(), request.remote_addr or "", agent))
    return "", 204


def _is_fetched_ahead() -> bool:
    return any("prefetch" in request.headers.get(name, "").lower() for name in AHEAD_OF_READING)
