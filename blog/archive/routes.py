"""Posts by year and by month of the blog's time zone."""

from __future__ import annotations

from datetime import datetime

from flask import abort, render_template

from blog.archive import bp
from blog.archive.queries import months
from blog.db import now
from blog.posts.lists import asked_cursor
from blog.posts.queries import latest
from blog.site.queries import site


@bp.get("/<int(fixed_digits=4):year>/")
@bp.get("/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>/")
def show(year: int, month: int | None = None) -> str:
    """The posts of a year or a month, newest first; 404 where there are none."""
    # Of the first and the last year that Python knows, a part lies outside in some time zones.
    if not 1 < year < 9999 or not 1 <= (month or 1) <= 12:
        abort(404)
    since, until = _span(year, month)
    page = latest(site().posts_per_page, now(), before=asked_cursor(), since=since, until=until)
    if not page.posts:
        abort(404)
    counts = [count for count in months(now(), site().zone) if count[0] == year]
    return render_template("archive/show.html", year=year, month=month, page=page, counts=counts)


def _span(year: int, month: int | None) -> tuple[datetime, datetime]:
    """First moment of the year or month, and of the one after it."""
    zone = site().zone
    first = datetime(year, month or 1, 1, tzinfo=zone)
    if month is None:
        return first, datetime(year + 1, 1, 1, tzinfo=zone)
    return first, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
