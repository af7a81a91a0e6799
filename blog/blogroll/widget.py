"""The widget that lists links, with the newest post of each where the owner wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.blogroll.forms import LinksForm
from blog.blogroll.lines import Followed, LineRefused, links
from blog.blogroll.models import FollowedFeed
from blog.blogroll.queries import feeds
from blog.widgets.kinds import Kind, Link, Spot, register


@dataclass(frozen=True)
class Blog:
    """A link, and what is known to be new there."""

    link: Followed
    feed: FollowedFeed | None

    @property
    def published_at(self) -> datetime:
        moment = self.feed.published_at if self.feed else None
        return moment or datetime.min.replace(tzinfo=UTC)


def blogroll(spot: Spot) -> str:
    """The links as the owner typed them, or by what is new there; nothing where there are none."""
    listed = _links(spot.settings["links"])
    if not listed:
        return ""
    is_following = spot.settings["has_newest"]
    known = feeds([link.address for link in listed]) if is_following else {}
    blogs = [Blog(link, known.get(link.address)) for link in listed]
    if is_following and spot.settings["order"] == "newest":
        blogs.sort(key=lambda blog: blog.published_at, reverse=True)
    return render_template("blogroll/_links.html", blogs=blogs, spot=spot)


def choose(form: LinksForm) -> None:
    """Say beside the list which links could not be read, and why."""
    if not form.has_newest.data:
        return
    listed = _links(form.links.data or "")
    known = feeds([link.address for link in listed])
    wrong = [
        f"{link.title}: {_reason(known[link.address].fault)}"
        for link in listed
        if link.address in known and known[link.address].fault
    ]
    if wrong:
        form.links.description = " ".join([str(form.links.description), *wrong])


def _links(text: str) -> list[Followed]:
    try:
        return links(text)
    except LineRefused:
        return []


def _reason(fault: str) -> str:
    reasons: dict[str, str] = {
        "new": _("It is being asked for the first time."),
        "private": _("It leads into a private network, which this blog does not ask."),
        "large": _("Its page or feed has more than a megabyte."),
        "slow": _("It did not answer in time."),
        "gone": _("There is nothing at its address."),
        "refused": _("It refused to answer."),
        "no-feed": _("It has no feed that could be read."),
    }
    return reasons[fault] if fault in reasons else str(_("It could not be reached."))


register(
    Kind(
        "links",
        label=lambda: _("Links"),
        hint=lambda: _("Links to other blogs, if you like with the newest post of each."),
        content=blogroll,
        link=lambda spot: Link(url_for("posts.index"), _("To the home page")),
        form=LinksForm,
        defaults={"links": "", "has_newest": False, "order": "typed"},
        choose=choose,
        stylesheet=True,
    )
)
