"""What runs beside requests: keeping the ranking up to date."""

from __future__ import annotations

from blog.db import reading, writing
from blog.popular.actions import fresh_ranking, write_ranking
from blog.popular.queries import stored_ranking


def renew() -> bool:
    """Make the ranking anew and write it where it has changed; tells whether it has.

    The long look at all views locks nobody out; only a changed ranking takes a write transaction.
    """
    with reading():
        fresh = fresh_ranking()
        has_changed = fresh != stored_ranking()
    if has_changed:
        with writing():
            write_ranking(fresh)
    return has_changed
