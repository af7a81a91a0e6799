"""What runs beside requests: counting the addresses that were asked for in vain."""

from __future__ import annotations

from blog.db import writing
from blog.redirects.actions import count_misses, forget_answered, forget_least
from blog.redirects.buffer import buffer


def flush_misses() -> None:
    """Count what waits in this process's buffer; what cannot be counted goes back to it."""
    missed = buffer().take()
    if not missed:
        return
    try:
        with writing():
            count_misses(missed)
            forget_answered()
            forget_least()
    except BaseException:
        buffer().put_back(missed)
        raise
