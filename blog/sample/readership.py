"""Makes a believable past of readers for the sample blog, always the same. Pure numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar
from zlib import crc32

Name = TypeVar("Name")

# After so many days a post is read half as often.
HALF = 6
# Of a hundred views, so many came from there, and on that; these names lead nowhere.
HOSTS = {"": 43, "search.example": 27, "social.example": 14, "letterpress.example": 9,
         "bookbinders.example": 5, "mail.example": 2}  # fmt: skip
DEVICES = {"phone": 55, "computer": 38, "tablet": 7}


def by_days(name: str, views: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """The (days ago, count) of a post, spread over the days up to the next of them, or to today."""
    found: list[tuple[float, int]] = []
    for (begin, count), (end, _count) in pairwise([*views, (-1.0, 0)]):
        days = [begin - more for more in range(max(1, round(begin - end))) if begin >= more]
        weights = {day: _uneven(f"{name} {day}") / (1 + place / HALF)
                   for place, day in enumerate(days)}  # fmt: skip
        found += share(count, weights).items()
    return [(day, count) for day, count in found if count]


def readers(key: str, views: int) -> int:
    """How many people so many views of one day were."""
    return max(1, round(views * 0.6 * _uneven(key))) if views else 0


def parts(key: str, views: int, weights: Mapping[str, int]) -> dict[str, int]:
    """The views of one day by hosts or devices, no two days alike; those without any left out."""
    uneven = {name: weight * _uneven(f"{key} {name}") for name, weight in weights.items()}
    return {name: count for name, count in share(views, uneven).items() if count}


def share(total: int, weights: Mapping[Name, float]) -> dict[Name, int]:
    """The total in whole parts by their weights; nothing is lost by rounding."""
    sums = [0.0, *accumulate(weights.values())]
    bounds = [round(total * one / sums[-1]) for one in sums]
    return dict(zip(weights, (end - begin for begin, end in pairwise(bounds)), strict=True))


def _uneven(key: str) -> float:
    """Between 0.7 and 1.3, by the key alone."""
    return 0.7 + 0.6 * (crc32(key.encode()) % 1000) / 999
