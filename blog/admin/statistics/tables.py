"""Statistics as CSV files, day by day or line by line, at most so many lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from blog.admin.statistics import queries
from blog.admin.statistics.spans import Span, by_day
from blog.redirects.table import guarded
from blog.site.queries import site

MOST_LINES = 10_000
# By it spreadsheets know UTF-8.
BYTE_ORDER_MARK = "\ufeff"

Rows = Iterable[Sequence[object]]


def written(rows: Rows) -> str:
    """The file; what somebody else chose is no formula in it."""
    text = io.StringIO()
    csv.writer(text).writerows([guarded(str(cell)) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def days(span: Span) -> Rows:
    """Views and readers of every day."""
    views, readers = queries.views(span), queries.readers(span)
    yield "day", "views", "readers"
    for one in by_day(span):
        yield one.first, views.get(one.first, 0), readers.get(one.first, 0)


def posts(span: Span) -> Rows:
    """Posts by views, under names that `blog views seed` takes back."""
    yield "path", "title", "published", "views", "comments"
    for post in queries.most_viewed(span, MOST_LINES):
        at = post.published_at
        day = at.astimezone(site().zone).date() if at else ""
        yield post.path or "", post.title, day, post.views, post.comments


def sources(span: Span) -> Rows:
    """Hosts by views; an empty name is no host."""
    yield "host", "views"
    for one in queries.sources(span, MOST_LINES):
        yield one.name, one.views


def devices(span: Span) -> Rows:
    """Kinds of devices by views."""
    yield "device", "views"
    for one in queries.devices(span):
        yield one.name, one.views


def comments(span: Span) -> Rows:
    """Approved comments of every day."""
    counts = queries.comments_by_day(span, site().zone)
    yield "day", "comments"
    for one in by_day(span):
        yield one.first, counts.get(one.first, 0)


KINDS: Mapping[str, Callable[[Span], Rows]] = {
    "days": days,
    "posts": posts,
    "sources": sources,
    "devices": devices,
    "comments": comments,
}
