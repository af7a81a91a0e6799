"""Where the bars of a chart stand. Knows numbers alone; templates draw them and write the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# A chart is stretched to the width that there is, so these are units, not pixels.
WIDTH, HEIGHT = 1000, 100
WIDEST = 90
SHARE = 0.76  # Of its place that a bar fills; the rest is the gap to the next.
LOWEST = 1.0  # What is there at all can be seen, be the greatest bar ever so great.
ROUND = (10, 12, 16, 20, 30, 40, 60, 80, 100)  # Tenths of the greatest value's own power of ten.


@dataclass(frozen=True)
class Bar:
    """One value: its rectangle, and the place that answers to the pointer."""

    x: float
    y: float
    width: float
    height: float
    place: float
    room: float


@dataclass(frozen=True)
class Chart:
    """The bars, and the values at the lines behind them from the top down to zero."""

    bars: list[Bar]
    ticks: list[int]


def chart(values: Sequence[int]) -> Chart:
    """A chart of values of zero or more, the oldest first."""
    top = round_top(max(values, default=0))
    room = WIDTH / max(1, len(values))
    width = min(room * SHARE, WIDEST)
    bars = []
    for number, value in enumerate(values):
        height = max(LOWEST, HEIGHT * value / top) if value else 0.0
        place = number * room
        numbers = (place + (room - width) / 2, HEIGHT - height, width, height, place, room)
        bars.append(Bar(*map(_short, numbers)))
    return Chart(bars, [top, top // 2, 0] if top > 1 else [top, 0])


def round_top(greatest: int) -> int:
    """The least round number that is not less: 1, or even, for the line in the middle."""
    unit: int = 10 ** (len(str(max(1, greatest))) - 1)
    tops = (step * unit / 10 for step in ROUND)
    return next(int(top) for top in tops if top >= greatest and (top == 1 or top % 2 == 0))


def _short(number: float) -> float:
    """Few digits: a chart of ninety days has hundreds of numbers."""
    return round(number, 1)
