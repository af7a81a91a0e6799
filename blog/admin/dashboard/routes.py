"""What waits, what is new, and the last posts."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import abort, render_template, url_for
from flask_babel import gettext as _

from blog.account.session import person
from blog.admin.dashboard import bp, queries
from blog.db import now
from blog.people.models import User
from blog.people.policy import Reach, may, reach
from blog.site.queries import Site, site

# A blog with as many posts of its own needs no first steps any more.
NO_LONGER_NEW = 3


@bp.get("/")
def index() -> str:
    """The first page after signing in."""
    who, at = person() or abort(401), now()
    owner = None if reach(who, "post", "list") == Reach.ANY else who.id
    week = at.astimezone(site().zone).date() - timedelta(days=6)
    counts = queries.counts(at, owner, week)
    return render_template(
        "admin/dashboard/index.html",
        counts=counts,
        most=queries.MOST_COUNTED,
        steps=_steps(who, counts),
        autosaves=queries.autosaves(who.id),
        drafts=queries.drafts(who.id),
        scheduled=queries.scheduled(at, owner),
        posts=queries.latest_posts(at, owner),
        **_others(who, counts, at, owner),
    )


def _others(
    who: User, counts: queries.Counts, at: datetime, owner: int | None
) -> dict[str, object]:
    """The blocks that not everybody sees, empty for those who do not."""
    return {
        "comments": queries.latest_comments(owner) if may(who, "list", "comment") else [],
        "misses": queries.misses(at) if may(who, "edit", "redirect") else [],
        "failures": queries.failures(at) if counts.failed and may(who, "see", "audit") else [],
    }


def _steps(who: User, counts: queries.Counts) -> list[tuple[bool, str, str]]:
    """(whether it is done, what to do, where) for who sets up a new blog; none once all is done."""
    if not may(who, "edit", "setting") or counts.own_posts >= NO_LONGER_NEW:
        return []
    steps = [
        (
            site().title != Site.title,
            _("Give the blog its name"),
            url_for("admin.settings.edit", group="general"),
        ),
        (counts.own_posts > 0, _("Write the first post"), url_for("admin.posts.new")),
        (counts.pages > 0, _("Add a page about you"), url_for("admin.posts.new", kind="page")),
        (
            counts.choices > 0,
            _("Decide who may comment"),
            url_for("admin.settings.edit", group="comments"),
        ),
    ]
    return [] if all(is_done for is_done, _step, _lead in steps) else steps
