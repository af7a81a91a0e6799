"""The last good copies of widgets: what a page shows while one of them fails.

They live in the process, bounded in bytes and in age. A copy is what everybody saw; what somebody
saw who is signed in or commented is never kept. It stands on its own page alone, so it never
outlives a post that it stood on; what it lists may be as old as the copy.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic

MOST_BYTES = 4_000_000
OLDEST = 600.0  # Seconds.


class Copies:
    """HTML by its key; the one that was not used for the longest time goes first."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._kept: OrderedDict[Hashable, tuple[float, str]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def keep(self, key: Hashable, html: str) -> None:
        """Keep it in place of what was there."""
        with self._lock:
            self._drop(key)
            self._kept[key] = (self.clock(), html)
            self._size += _size(html)
            while self._size > MOST_BYTES:
                self._drop(next(iter(self._kept)))

    def get(self, key: Hashable) -> str | None:
        """The copy, unless it is too old."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if self.clock() - kept[0] > OLDEST:
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return kept[1]

    def _drop(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        if kept:
            self._size -= _size(kept[1])


def _size(html: str) -> int:
    """About its bytes in memory, key included; an empty copy takes room, too."""
    return 4 * len(html) + 1_000
