"""The widget that lists the newest comments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.comments.forms import DiscussionForm
from blog.db import now
from blog.feeds.queries import Window, comments
from blog.richtext import plain_text
from blog.richtext.prose import summarised
from blog.widgets.kinds import Kind, Link, Spot, register

SNIPPET = 140  # Letters of a comment.


@dataclass(frozen=True)
class Remark:
    """What the list shows of a comment."""

    id: int
    post_id: int
    post_title: str
    name: str
    snippet: str
    created_at: datetime


def discussion(spot: Spot) -> str:
    """The newest comments that readers may see; nothing where there are none."""
    number = spot.settings["number"]
    # As the feed of all comments has them, which readers already follow.
    found = comments(now(), Window(number)).rows
    if not found:
        return ""
    remarks = [_remark(row) for row in found]
    return render_template("comments/_discussion.html", remarks=remarks, spot=spot)


def _remark(row: Any) -> Remark:
    return Remark(
        row.id,
        row.post_id,
        row.post_title,
        row.author_name,
        summarised(plain_text(row.html), SNIPPET),
        row.created_at,
    )


register(
    Kind(
        "discussion",
        label=lambda: _("Recent comments"),
        hint=lambda: _("The newest comments that everybody may read."),
        content=discussion,
        link=lambda spot: Link(url_for("feeds.comments"), _("Follow the comments as a feed")),
        form=DiscussionForm,
        defaults={"number": 5, "has_snippet": True, "has_date": True},
        stylesheet=True,
        is_copied=False,
    )
)
