"""What runs beside requests: comparing the posts that changed with all others.

Each step is short and its write transaction shorter; what was cut off is taken up again.
"""

from __future__ import annotations

import time
from collections import Counter

from blog.db import reading, writing
from blog.popular.queries import existing
from blog.related.actions import (
    all_terms,
    ask_for_all,
    fresh_weights,
    write_counts,
    write_likes,
    write_weights,
)
from blog.related.queries import (
    every,
    holders,
    likes,
    likes_among,
    number_compared,
    number_counted,
    waiting,
    waiting_among,
)

# So that other jobs have their turn.
SECONDS = 2.0
BATCH = 20
# So many posts at most are counted; they tell well enough how rare a term is among all.
MOST_COUNTED = 1000
# A post may stand in the lists of so many others that are like it.
NEAREST = 50


def compare() -> None:
    """See to the posts that changed, for some seconds at most."""
    ends = time.monotonic() + SECONDS
    while compare_some() and time.monotonic() < ends:
        pass


def compare_some() -> int:
    """One step of that work; tells how many posts it brought on, 0 where none waits."""
    with reading():
        raw = dict(waiting(BATCH, is_weighed=False))
        is_stale = bool(raw) and _are_counts_stale()
        weighed = {} if raw else dict(waiting(BATCH, is_weighed=True))
    if is_stale:
        _count()
    elif raw:
        _weigh(raw)
    for post, asked in weighed.items():
        _liken(post, asked)
    return len(raw) or len(weighed)


def _are_counts_stale() -> bool:
    """Whether there are a tenth more or fewer posts than when the terms were counted."""
    counted = number_counted()
    return 10 * abs(number_compared() - counted) > counted


def _count() -> None:
    """Count in how many posts each term stands; by that, every post weighs otherwise."""
    with reading():
        total = number_compared()
        step = -(-total // MOST_COUNTED) or 1
        sample = every(step)
    found = Counter[str]()
    for start in range(0, len(sample), BATCH):
        with reading():
            for often in all_terms(sample[start : start + BATCH]).values():
                found.update(often.keys())
    scale = total / max(1, len(sample))
    known = {term: round(scale * posts) for term, posts in found.items() if posts > 1}
    with writing():
        write_counts({**known, "": total})
        ask_for_all()


def _weigh(waited: dict[int, int]) -> None:
    with reading():
        fresh = fresh_weights(waited.keys())
    with writing():
        existing(waited)
        write_weights(waited, fresh)


def _liken(post: int, asked: int) -> None:
    with reading():
        own = likes(post, NEAREST)
        listing = holders(post)
        rest = listing - own.keys()
        others = {**own, **dict.fromkeys(rest, 0), **likes_among(post, rest)}
        # What waits itself has its own turn.
        awaited = waiting_among(others.keys())
    with writing():
        there = existing({post, *others})
        write_likes(
            post,
            asked,
            {other: like for other, like in own.items() if other in there},
            {other: like for other, like in others.items() if other in there - awaited},
        )
