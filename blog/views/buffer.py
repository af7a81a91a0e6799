"""Views that wait in memory to be counted. Knows no database."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime

import structlog
from flask import Flask, current_app

from blog.numbers import LARGEST_NUMBER

ROOM = 10_000
LONGEST_AGENT = 500

log = structlog.get_logger("blog.views")


@dataclass(frozen=True)
class View:
    """One beacon; the address stays in memory, and only until the next flush.

    `source` is the host that the reader came from, "" for none; None for the blog itself.
    """

    post_id: int
    at: datetime
    address: str
    agent: str
    source: str | None = ""


class Buffer:
    """A queue with limited room: under a flood views are lost, never memory."""

    def __init__(self, room: int = ROOM) -> None:
        self._views: deque[View] = deque()
        self._room = room
        self._has_complained = False

    def __len__(self) -> int:
        return len(self._views)

    def add(self, view: View) -> None:
        """Take it in where there is room and it can be a post's at all."""
        if not 0 < view.post_id <= LARGEST_NUMBER:
            return
        if len(self._views) < self._room:
            self._views.append(view)
        elif not self._has_complained:
            self._has_complained = True
            log.warning("views dropped: the buffer is full", room=self._room)

    def take(self, most: int) -> list[View]:
        """The oldest views, at most so many; they are the caller's from now on."""
        taken: list[View] = []
        while self._views and len(taken) < most:
            taken.append(self._views.popleft())
        self._has_complained = self._has_complained and bool(self._views)
        return taken

    def put_back(self, views: list[View]) -> None:
        """Views that could not be counted yet, to the front."""
        self._views.extendleft(reversed(views))


def init_views(app: Flask) -> None:
    """Give the application its buffer."""
    app.extensions["views"] = Buffer()


def buffer() -> Buffer:
    """This process's buffer."""
    found: Buffer = current_app.extensions["views"]
    return found
