"""The counts of labels and months that posts are in. No request, no commit."""

from __future__ import annotations

from sqlalchemy import update

from blog.db import db, now
from blog.labels.actions import count_labels
from blog.posts.models import Month, Post
from blog.posts.queries import (
    all_public_moments,
    newest_uncounted,
    wait_for_turn,
)
from blog.site.queries import read_site, site


def count_due_posts() -> int:
    """Fold posts that fell due into the counts of labels and months; tells how many."""
    wait_for_turn()
    due = newest_uncounted(now())
    for post in due:
        count_if_due(post)
    return len(due)


def count_if_due(post: Post) -> None:
    """Count a public post in its labels and its month, once."""
    if post.is_counted or not post.is_public(now()):
        return
    post.is_counted = post.was_public = True
    _count(post, 1)


def uncount(post: Post) -> None:
    """Take a post out of the counts of labels and months."""
    if post.is_counted:
        post.is_counted = False
        _count(post, -1)


def recount_months() -> None:
    """Count all months anew, e.g. because the blog's time zone changed."""
    zone = read_site().zone
    db.session.execute(update(Month).values(posts=0))
    for moment in all_public_moments():
        local = moment.astimezone(zone)
        _add_to_month(local.year, local.month, 1)


def _count(post: Post, step: int) -> None:
    if post.kind != "post" or post.published_at is None:
        return
    count_labels(post.id, step)
    local = post.published_at.astimezone(site().zone)
    _add_to_month(local.year, local.month, step)


def _add_to_month(year: int, month: int, step: int) -> None:
    changed = db.session.execute(
        update(Month).filter_by(year=year, month=month).values(posts=Month.posts + step)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        db.session.add(Month(year=year, month=month, posts=max(step, 0)))
        db.session.flush()
