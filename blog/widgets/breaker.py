"""Lets a part of pages rest that failed lately: it is paid for once, not by every page."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

REST = 10.0  # Seconds; placeholders ask again as often.
MOST = 10_000  # Parts that are remembered at once.


class Breaker:
    """What failed in this process, and until when it rests."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._rests: dict[str, float] = {}
        self._lock = Lock()

    def lets_through(self, part: str) -> bool:
        """Whether to try it now. After its rest a single one tries, the others wait what becomes
        of that."""
        if part not in self._rests:
            return True
        with self._lock:
            moment = self.clock()
            if moment < self._rests.get(part, 0):
                return False
            if part in self._rests:
                self._rests[part] = moment + REST
            return True

    def fails(self, part: str) -> bool:
        """Let it rest; whether it is news that it fails."""
        with self._lock:
            is_news = part not in self._rests
            if len(self._rests) >= MOST:
                self._rests.clear()
            self._rests[part] = self.clock() + REST
            return is_news

    def works(self, part: str) -> None:
        """It is whole again, if it was not."""
        if part in self._rests:
            with self._lock:
                self._rests.pop(part, None)

    def rest(self, part: str) -> float:
        """How many seconds it is still to rest."""
        return max(0.0, self._rests.get(part, 0) - self.clock())
