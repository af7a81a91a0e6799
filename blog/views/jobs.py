"""What runs beside requests: counting the views that wait, and forgetting visitors of past days."""

from __future__ import annotations

from blog.db import reading, writing
from blog.views.actions import first_day_kept, forget_salts, forget_seen
from blog.views.buffer import buffer
from blog.views.counting import count_views
from blog.views.queries import has_past_days

BATCH = 1000


def flush() -> int:
    """Count what waits in this process's buffer; tells how many views were new.

    A batch that cannot be counted goes back to the buffer, and the error rises.
    """
    counted = 0
    for _ in range(len(buffer()) // BATCH + 1):
        views = buffer().take(BATCH)
        if not views:
            break
        try:
            with writing():
                counted += count_views(views)
        except BaseException:
            buffer().put_back(views)
            raise
    return counted


def forget_past_days() -> None:
    """Empty what must not outlive its day, the salts first: without them names mean nothing."""
    with reading():
        is_due = has_past_days(first_day_kept())
    if not is_due:
        return
    with writing():
        forget_salts()
    has_more = True
    while has_more:
        with writing():
            has_more = forget_seen(BATCH)
