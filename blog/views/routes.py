"""The beacon that pages send once they are seen."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request

from blog.account.session import person
from blog.config import Config
from blog.db import now
from blog.views import bp
from blog.views.bots import is_bot
from blog.views.buffer import LONGEST_AGENT, View, buffer
from blog.views.sources import LONGEST, host_of

AHEAD_OF_READING = ("Sec-Purpose", "Purpose", "X-Moz")


@bp.post("/views/<int:post_id>")
def create(post_id: int) -> tuple[str, int]:
    """Note a view; whether it counts is found out later, so the answer is always the same.

    Who writes the blog is no reader of it.
    """
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    if _is_from_a_page() and not _is_fetched_ahead() and not is_bot(agent) and person() is None:
        buffer().add(View(post_id, now(), request.remote_addr or "", agent, _source()))
    return "", 204


def _is_from_a_page() -> bool:
    """Whether a browser sent it: it says from where, and what says another site was refused."""
    return "Sec-Fetch-Site" in request.headers or "Origin" in request.headers


def _is_fetched_ahead() -> bool:
    return any("prefetch" in request.headers.get(name, "").lower() for name in AHEAD_OF_READING)


def _source() -> str | None:
    """The host that the page says its reader came from; None for the blog itself."""
    length = request.content_length or 0
    host = host_of(request.get_data(as_text=True)) if length <= LONGEST else ""
    config: Config = current_app.config["BLOG"]
    own = {host_of(urlsplit(address).netloc) for address in (config.base_url, request.host_url)}
    return None if host and host in own else host
