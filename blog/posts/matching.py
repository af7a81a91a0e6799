"""Which stretches two sequences share, in order, for a bounded amount of work.

The standard library's matcher alone takes minutes for texts of ten thousand lines. Here what both
have exactly once ties the sequences together first (the "patience" of Bram Cohen's diff); the
library then only sees the short gaps between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

# The library's matcher may compare so many items with so many others; a longer gap without
# anything unique in it counts as wholly different.
LARGEST_GAP = 20_000


class Stretch(NamedTuple):
    """So many items stand at these two places alike."""

    old: int
    new: int
    length: int


@dataclass
class Effort:
    """The steps that a comparison may still take; the rest is then taken for different."""

    steps: int

    def allows(self, steps: int) -> bool:
        """Whether so many are left; they are then spent."""
        if steps > self.steps:
            return False
        self.steps -= steps
        return True


class Gap(NamedTuple):
    """The part of both sequences that is still to be compared."""

    old: int
    old_end: int
    new: int
    new_end: int


def shared(old: Sequence[str], new: Sequence[str], effort: Effort) -> list[Stretch]:
    """The stretches that both share, in order, joined where they touch."""
    found: list[Stretch] = []
    gaps = [Gap(0, len(old), 0, len(new))]
    while gaps:
        gap = gaps.pop()
        head = common_head(old[gap.old : gap.old_end], new[gap.new : gap.new_end])
        found.append(Stretch(gap.old, gap.new, head))
        gap = gap._replace(old=gap.old + head, new=gap.new + head)
        tail = common_tail(old[gap.old : gap.old_end], new[gap.new : gap.new_end])
        gap = gap._replace(old_end=gap.old_end - tail, new_end=gap.new_end - tail)
        found.append(Stretch(gap.old_end, gap.new_end, tail))
        if gap.old < gap.old_end and gap.new < gap.new_end:
            inside = _inside(old, new, gap, effort)
            found += inside.stretches
            gaps += inside.gaps
    return _joined(sorted(stretch for stretch in found if stretch.length))


def common_head(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items both begin with; halving makes it quick for a megabyte of characters."""
    low, high = 0, min(len(old), len(new))
    if old[:high] == new[:high]:
        return high
    while low < high - 1:
        middle = (low + high) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle
    return low


def common_tail(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items both end with."""
    return common_head(old[::-1], new[::-1])


class _Inside(NamedTuple):
    stretches: list[Stretch]
    gaps: list[Gap]


def _inside(old: Sequence[str], new: Sequence[str], gap: Gap, effort: Effort) -> _Inside:
    """What a gap holds, or the smaller gaps that it falls into."""
    before, after = old[gap.old : gap.old_end], new[gap.new : gap.new_end]
    pairs = len(before) * len(after)
    if pairs <= LARGEST_GAP:
        if not effort.allows(pairs):
            return _Inside([], [])
        blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        return _Inside([Stretch(gap.old + i, gap.new + j, n) for i, j, n in blocks], [])
    if not effort.allows(len(before) + len(after)):
        return _Inside([], [])
    anchors = [(gap.old + i, gap.new + j) for i, j in _anchors(before, after)]
    return _Inside([Stretch(i, j, 1) for i, j in anchors], _between(anchors, gap))


def _between(anchors: list[tuple[int, int]], gap: Gap) -> list[Gap]:
    if not anchors:
        return []
    ends = [*anchors, (gap.old_end, gap.new_end)]
    starts = [(gap.old, gap.new), *((i + 1, j + 1) for i, j in anchors)]
    return [Gap(i, i_end, j, j_end) for (i, j), (i_end, j_end) in zip(starts, ends, strict=True)]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of what both have exactly once, as many as keep one order in both."""
    once_in_old, once_in_new = _once(old), _once(new)
    places = [(i, once_in_new[item]) for item, i in once_in_old.items() if item in once_in_new]
    return _longest_rise(places)


def _once(items: Sequence[str]) -> dict[str, int]:
    times = Counter(items)
    return {item: place for place, item in enumerate(items) if times[item] == 1}


def _longest_rise(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain that rises in the second number too, by patience sorting."""
    tops: list[int] = []  # The lowest end of a chain of each length,
    ends: list[int] = []  # the place in `places` where it ends,
    before: list[int] = []  # and for each place the one before it in its chain.
    for number, (_, j) in enumerate(places):
        length = bisect_left(tops, j)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1], ends[length : length + 1] = [j], [number]
    chain = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(places[number])
        number = before[number]
    return chain[::-1]


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for stretch in stretches:
        last = joined[-1] if joined else Stretch(-1, -1, 0)
        if (last.old + last.length, last.new + last.length) == (stretch.old, stretch.new):
            joined[-1] = last._replace(length=last.length + stretch.length)
        else:
            joined.append(stretch)
    return joined
