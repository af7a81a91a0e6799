"""Signs of life of those who are signed in, kept in memory until they are written down.

Reading writes nothing: a process notes here who came by, and its background thread stores it, for
each login at most once a minute. What a crash loses is that minute.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from flask import Flask, current_app

PAUSE = timedelta(minutes=1)


class Seen:
    """The latest sign of life of each login that is due to be stored."""

    def __init__(self) -> None:
        self._moments: dict[int, datetime] = {}
        self._turn = threading.Lock()

    def __len__(self) -> int:
        return len(self._moments)

    def note(self, login_id: int, stored: datetime, at: datetime) -> None:
        """Somebody came by, `stored` being what the database knows of them."""
        if at - stored >= PAUSE:
            with self._turn:
                self._moments[login_id] = at

    def take(self) -> dict[int, datetime]:
        """All that waits; it is the caller's from now on."""
        with self._turn:
            taken, self._moments = self._moments, {}
        return taken

    def put_back(self, moments: dict[int, datetime]) -> None:
        """What could not be stored yet, unless there is something newer."""
        with self._turn:
            self._moments = moments | self._moments


def init_seen(app: Flask) -> None:
    """Give the application its memory."""
    app.extensions["seen"] = Seen()


def seen() -> Seen:
    """This process's memory."""
    found: Seen = current_app.extensions["seen"]
    return found
