"""Spans of days that statistics tell of, and the steps in which a chart shows one. Only dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton

# How many days a span holds, today included; the others go by months, or by what there is.
DAYS = {"week": 7, "month": 30, "quarter": 90}
NAMES = (*DAYS, "year", "all")
# More bars than these would be too thin to see, so that the next larger unit is shown.
MOST_DAYS = 90
MOST_MONTHS = 36
SKELETONS = {"day": ("MMMd", "yMMMEd"), "month": ("yMMM", "yMMMM"), "year": ("y", "y")}
DAY = timedelta(days=1)
# A table brought from elsewhere may tell of any day; no blog is older than the web.
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class Stretch:
    """Whole days of the blog's time zone, the first and the last included."""

    first: date
    last: date

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins, and when what follows it begins."""
        return _midnight(self.first, zone), _midnight(self.last + DAY, zone)

    def sum_of(self, by_day: Mapping[date, int]) -> int:
        return sum(number for day, number in by_day.items() if self.first <= day <= self.last)


@dataclass(frozen=True)
class Step(Stretch):
    """What one bar stands for: a day, a month or a year, as much of it as the span holds."""

    unit: str

    def short(self, locale: Locale) -> str:
        """Its name below an axis."""
        return format_skeleton(SKELETONS[self.unit][0], self.first, locale=locale)

    def name(self, locale: Locale) -> str:
        return format_skeleton(SKELETONS[self.unit][1], self.first, locale=locale)


@dataclass(frozen=True)
class Span(Stretch):
    """Days up to today, and what they are compared with: as many before, or a year before."""

    name: str
    unit: str
    before: Stretch | None

    def steps(self) -> list[Step]:
        """From the oldest to today, without a gap."""
        return _steps(self, self.unit)


def span(name: str, today: date, begun: date) -> Span:
    """The span of that name; `begun` is the first day that there is anything to tell of."""
    if name in DAYS:
        first = today - (DAYS[name] - 1) * DAY
        return Span(first, today, name, "day", Stretch(first - DAYS[name] * DAY, first - DAY))
    if name == "year":
        first = _months_before(today, 11).replace(day=1)
        before = Stretch(_months_before(first, 12), _months_before(today, 12))
        return Span(first, today, name, "month", before)
    first = min(max(begun, EARLIEST), today)
    return Span(first, today, name, _unit(first, today), None)


def by_day(days: Stretch) -> list[Step]:
    """Each day by itself."""
    return _steps(days, "day")


def _steps(days: Stretch, unit: str) -> list[Step]:
    found, first = [], days.first
    while first <= days.last:
        last = min(_last_of(first, unit), days.last)
        found.append(Step(first, last, unit))
        first = last + DAY
    return found


def _unit(first: date, last: date) -> str:
    if (last - first).days < MOST_DAYS:
        return "day"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return "month" if months <= MOST_MONTHS else "year"


def _last_of(day: date, unit: str) -> date:
    if unit == "day":
        return day
    month = day.month if unit == "month" else 12
    return date(day.year, month, monthrange(day.year, month)[1])


def _months_before(day: date, months: int) -> date:
    """The same day of the month so many months before, or the last that such a month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
