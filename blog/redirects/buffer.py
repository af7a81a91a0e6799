"""Addresses that were asked for in vain and wait in memory to be counted. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from flask import Flask, current_app, request

from blog.account.session import cookie_name
from blog.addresses import CATCH_ALL, asked_path
from blog.posts.paths import is_reserved, path_key
from blog.redirects.scanners import is_attempt

ROOM = 1_000
LONGEST = 1_000


@dataclass(frozen=True)
class Missed:
    """An address, how often it was asked for since the last flush, and when last."""

    path: str
    key: str
    hits: int
    last_at: datetime


class Buffer:
    """Sums by address, with limited room: under a flood new addresses are lost, never memory."""

    def __init__(self, room: int = ROOM) -> None:
        self._missed: dict[str, Missed] = {}
        self._room = room
        self._changing = Lock()

    def __len__(self) -> int:
        return len(self._missed)

    def add(self, path: str, at: datetime, hits: int = 1) -> None:
        """Count it where there is room."""
        key = path_key(path)
        if max(len(path), len(key)) > LONGEST or not key.isprintable():
            return
        with self._changing:
            known = self._missed.get(key)
            if known:
                last = max(at, known.last_at)
                self._missed[key] = Missed(known.path, key, known.hits + hits, last)
            elif len(self._missed) < self._room:
                self._missed[key] = Missed(path, key, hits, at)

    def take(self) -> list[Missed]:
        """All that waits; it is the caller's from now on."""
        with self._changing:
            taken, self._missed = list(self._missed.values()), {}
        return taken

    def put_back(self, missed: list[Missed]) -> None:
        """What could not be counted yet."""
        for one in missed:
            self.add(one.path, one.last_at, one.hits)


def init_misses(app: Flask) -> None:
    """Give the application its buffer."""
    app.extensions["misses"] = Buffer()


def buffer() -> Buffer:
    """This process's buffer."""
    found: Buffer = current_app.extensions["misses"]
    return found


def note_miss(at: datetime) -> None:
    """Remember the address that this request asked for in vain, if a redirect could help there.

    What belongs to a rule of the program, what scanners try, and what somebody asks who is signed
    in (and may be trying out a draft's address) is left out. It asks the database nothing.
    """
    is_free = request.url_rule is None or request.endpoint == CATCH_ALL
    if request.method != "GET" or not is_free or cookie_name() in request.cookies:
        return
    path = asked_path()
    if not is_reserved(path) and not is_attempt(path_key(path)):
        buffer().add(path, at)
