"""The bars of a chart stand inside it, in order, whatever the numbers are."""

from __future__ import annotations

import pytest

from blog.admin.statistics.chart import HEIGHT, WIDTH, chart, round_top


@pytest.mark.parametrize(
    "values", [[], [0], [7], [0, 0, 0], [1] * 90, [10**7, 1, 0], [0] * 89 + [3], range(400)]
)
def test_bars_stand_side_by_side_inside_the_chart(values: list[int]) -> None:
    drawn = chart(values)
    assert len(drawn.bars) == len(values)
    for bar, value in zip(drawn.bars, values, strict=True):
        assert bar.place <= bar.x <= bar.x + bar.width <= bar.place + bar.room + 0.1
        assert bar.y + bar.height == pytest.approx(HEIGHT, abs=0.1)
        assert (bar.height > 0) == (value > 0)
        assert bar.height <= HEIGHT
    ends = [bar.place + bar.room for bar in drawn.bars]
    assert all(one <= WIDTH + 0.1 for one in ends)


def test_one_view_beside_ten_million_can_be_seen() -> None:
    most, one, none = chart([10_000_000, 1, 0]).bars
    assert (most.height, one.height, none.height) == (HEIGHT, 1, 0)


@pytest.mark.parametrize(
    ("greatest", "top"),
    [
        (0, 1),
        (1, 1),
        (2, 2),
        (3, 4),
        (9, 10),
        (10, 10),
        (11, 12),
        (61, 80),
        (10**7 + 1, 12 * 10**6),
    ],
)
def test_the_lines_behind_the_bars_stand_at_round_numbers(greatest: int, top: int) -> None:
    assert round_top(greatest) == top
    ticks = chart([greatest]).ticks
    assert (ticks[0], ticks[-1]) == (top, 0)
    assert top == 1 or ticks[1] * 2 == top
