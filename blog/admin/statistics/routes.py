"""Statistics: of the whole blog, of one post, and as tables to take away."""

from __future__ import annotations

from datetime import date

from flask import abort, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.admin.statistics import bp, queries
from blog.admin.statistics.spans import NAMES, Span, Stretch, span
from blog.admin.statistics.tables import KINDS, written
from blog.admin.statistics.told import Series, series
from blog.db import db, now
from blog.posts.models import Post
from blog.site.queries import site
from blog.views.sources import OTHER

LINES = 10


@bp.get("/")
def index() -> str:
    """How much the blog was read and answered in a span of days."""
    begun = queries.begun(site().zone)
    days = _asked_span(begun)
    return render_template(
        "admin/statistics/index.html",
        is_new=begun is None,
        span=days,
        spans=span_names(),
        all_series=_of_blog(days),
        posts=queries.most_viewed(days, LINES),
        sources=queries.sources(days, LINES),
        devices=queries.devices(days),
        tables=KINDS,
        locale=get_locale(),
        other=OTHER,
    )


@bp.get("/posts/<number:post_id>")
def show(post_id: int) -> str:
    """How much one post was read and answered."""
    post = db.session.get(Post, post_id) or abort(404)
    days = _asked_span(queries.begun_of(post_id, site().zone))
    total, first = queries.views_ever(post_id)
    return render_template(
        "admin/statistics/show.html",
        post=post,
        total=total,
        first=first,
        span=days,
        spans=span_names(),
        all_series=[
            series("views", days, queries.views_of(post_id, _with_before(days))),
            _comments(days, post_id),
        ],
        locale=get_locale(),
    )


@bp.get("/export/<kind>.csv")
def export(kind: str) -> Response:
    """One table of a span, for a spreadsheet."""
    table = KINDS.get(kind) or abort(404)
    days = _asked_span(queries.begun(site().zone))
    response = make_response(written(table(days)))
    response.mimetype = "text/csv"
    name = f"{kind}-{days.first}-{days.last}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def span_names() -> dict[str, tuple[str, str, str]]:
    """Of each span the word on its tab, what is said when it is chosen, and what it follows."""
    return {
        "week": (_("7 days"), _("Statistics: 7 days"), _("in the 7 days before")),
        "month": (_("30 days"), _("Statistics: 30 days"), _("in the 30 days before")),
        "quarter": (_("90 days"), _("Statistics: 90 days"), _("in the 90 days before")),
        "year": (_("12 months"), _("Statistics: 12 months"), _("in the same time a year before")),
        "all": (_("All"), _("Statistics: all of the time"), ""),
    }


def _asked_span(begun: date | None) -> Span:
    name = request.args.get("range") or "month"
    today = now().astimezone(site().zone).date()
    return span(name, today, begun or today) if name in NAMES else abort(404)


def _of_blog(days: Span) -> list[Series]:
    both = _with_before(days)
    return [
        series("views", days, queries.views(both)),
        series("readers", days, queries.readers(both)),
        _comments(days),
    ]


def _comments(days: Span, post_id: int | None = None) -> Series:
    steps, before = days.steps(), days.before
    counts = queries.comments([*steps, *([before] if before else [])], site().zone, post_id)
    return Series("comments", steps, counts[: len(steps)], counts[-1] if before else None)


def _with_before(days: Span) -> Stretch:
    return Stretch(days.before.first if days.before else days.first, days.last)
