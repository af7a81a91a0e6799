"""Spans are whole days of the calendar, whatever month, leap year or clock stands in their way."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from blog.admin.statistics.spans import NAMES, Step, Stretch, by_day, span

LEAP_DAY = date(2028, 2, 29)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("today", [LEAP_DAY, date(2026, 1, 1), date(2026, 12, 31)])
def test_the_steps_of_a_span_hold_each_of_its_days_once(name: str, today: date) -> None:
    whole = span(name, today, date(2024, 5, 3))
    steps = whole.steps()
    assert (steps[0].first, steps[-1].last) == (whole.first, today)
    for step, following in itertools.pairwise(steps):
        assert step.first <= step.last == following.first - timedelta(days=1)


@pytest.mark.parametrize(("name", "days"), [("week", 7), ("month", 30), ("quarter", 90)])
def test_days_are_compared_with_as_many_right_before(name: str, days: int) -> None:
    whole = span(name, LEAP_DAY, LEAP_DAY)
    assert whole.before
    assert len(by_day(whole)) == len(by_day(whole.before)) == days
    assert whole.before.last == whole.first - timedelta(days=1)


def test_months_are_compared_with_the_same_time_a_year_before() -> None:
    whole = span("year", LEAP_DAY, LEAP_DAY)
    assert whole.before == Stretch(date(2026, 3, 1), date(2027, 2, 28))
    months = whole.steps()
    assert len(months) == 12
    assert months[0] == Step(date(2027, 3, 1), date(2027, 3, 31), "month")
    assert months[-1] == Step(date(2028, 2, 1), LEAP_DAY, "month")


@pytest.mark.parametrize(
    ("begun", "unit", "steps"),
    [
        (LEAP_DAY, "day", 1),
        (date(2027, 12, 2), "day", 90),
        (date(2027, 12, 1), "month", 3),
        (date(2025, 3, 31), "month", 36),
        (date(2025, 2, 28), "year", 4),
        (date(2009, 12, 31), "year", 20),
        (date(1, 1, 1), "year", 39),
        (date(2030, 1, 1), "day", 1),
    ],
)
def test_all_of_the_time_is_shown_in_steps_that_can_be_seen(
    begun: date, unit: str, steps: int
) -> None:
    whole = span("all", LEAP_DAY, begun)
    assert (whole.unit, len(whole.steps()), whole.before) == (unit, steps, None)


def test_a_day_is_as_long_as_the_clock_makes_it() -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    spring, autumn = date(2026, 9, 27), date(2026, 4, 5)
    hours = []
    for day in (spring, autumn, date(2026, 7, 1)):
        first, end = Stretch(day, day).moments(auckland)
        hours.append((end.astimezone(UTC) - first.astimezone(UTC)) / timedelta(hours=1))
    assert hours == [23, 25, 24]
    assert Stretch(spring, spring).moments(auckland)[0] == datetime(2026, 9, 26, 12, tzinfo=UTC)
