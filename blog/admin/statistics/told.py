"""What a chart tells: values step by step, their sum, and the sum that they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from babel import Locale
from babel.numbers import format_compact_decimal

from blog.admin.statistics.chart import Chart, chart
from blog.admin.statistics.queries import Sums
from blog.admin.statistics.spans import Span, Step


@dataclass(frozen=True)
class Series:
    """Views, readers or comments of a span; `before` is None where nothing came before it."""

    name: str
    steps: Sequence[Step]
    values: Sequence[int]
    before: int | None

    @property
    def total(self) -> int:
        return sum(self.values)

    @property
    def most(self) -> int:
        """The place of the greatest value; of equals the latest."""
        return max(range(len(self.values)), key=lambda place: (self.values[place], place))

    @property
    def change(self) -> float | None:
        """By which part it is more or less than before; None where that says nothing."""
        return (self.total - self.before) / self.before if self.before else None

    @cached_property
    def chart(self) -> Chart:
        return chart(self.values)

    @property
    def marks(self) -> list[Step]:
        """The steps that are named below the chart: at both ends and in the middle."""
        last = len(self.steps) - 1
        return [self.steps[place] for place in sorted({0, last // 2, last})]

    def ticks(self, locale: Locale) -> list[str]:
        """The values at the lines of the chart, short enough to stand beside it."""
        return [
            format_compact_decimal(tick, locale=locale, fraction_digits=1)
            for tick in self.chart.ticks
        ]


def series(name: str, span: Span, by_day: Sums) -> Series:
    """The sums of days, put together by the steps of the span."""
    steps = span.steps()
    before = span.before.sum_of(by_day) if span.before else None
    return Series(name, steps, [step.sum_of(by_day) for step in steps], before)
