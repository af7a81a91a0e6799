"""The feeds that there are: what each holds, what it is called and where its next page is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from blog.cursor import Cursor
from blog.db import now
from blog.feeds import queries
from blog.feeds.entries import Feed, comment_entry, post_entry
from blog.feeds.queries import Stretch, Window
from blog.feeds.windows import LAST_START, blogger_parameters
from blog.hosts import absolute
from blog.labels.models import Label
from blog.posts.models import Post
from blog.posts.queries import labels_of
from blog.site.queries import site
from blog.templating import address


class Place(TypedDict):
    """Where a document stands in its feed."""

    own_address: str
    next_address: str | None
    total: int | None
    start: int
    size: int


def post_feed(
    window: Window, *, labels: Sequence[Label] = (), kind: str = "post", is_brief: bool = False
) -> Feed:
    """The newest posts, or pages, those with all of the labels if any are given."""
    is_full = site().is_feed_full and not is_brief
    told = queries.posts(now(), window, kind, labels, is_full=is_full)
    names = labels_of([row.id for row in told.rows])
    identity, title, page = _pages() if kind == "page" else _label(labels) if labels else _blog()
    return Feed(
        id=absolute(identity),
        title=title,
        address=absolute(page),
        entries=[
            post_entry(row, [name for _slug, name in names.get(row.id, ())]) for row in told.rows
        ],
        **_place(
            told,
            window,
            lambda row: Cursor(row.published_at, row.id),
            lambda: queries.total_posts(now(), window, kind, labels),
        ),
    )


def comment_feed(window: Window, post: Post | None = None) -> Feed:
    """The newest comments, of one post if it is given."""
    told = queries.comments(now(), window, post)
    identity, title, page = _talk(post) if post else _all_talk()
    return Feed(
        id=absolute(identity),
        title=title,
        address=absolute(page),
        entries=[comment_entry(row) for row in told.rows],
        **_place(
            told,
            window,
            lambda row: Cursor(row.created_at, row.id),
            lambda: queries.total_comments(now(), window, post),
        ),
    )


def _blog() -> tuple[str, str, str]:
    return url_for("feeds.atom"), site().title, url_for("posts.index")


def _label(labels: Sequence[Label]) -> tuple[str, str, str]:
    slug = "+".join(label.slug for label in labels)
    name = " + ".join(label.name for label in labels)
    return (
        url_for("feeds.label_atom", slug=slug),
        f"{site().title}: {name}",
        url_for("labels.show", slug=slug),
    )


def _pages() -> tuple[str, str, str]:
    title = _("%(title)s: pages", title=site().title)
    return url_for("legacy.page_feed", detail="default"), title, url_for("posts.index")


def _all_talk() -> tuple[str, str, str]:
    title = _("%(title)s: comments", title=site().title)
    return url_for("feeds.comments"), title, url_for("posts.index")


def _talk(post: Post) -> tuple[str, str, str]:
    title = _("Comments on “%(title)s”", title=post.title or _("Untitled"))
    return url_for("feeds.post_comments", post_id=post.id), title, address(post)


def _place(
    told: Stretch,
    window: Window,
    cursor_of: Callable[[Row[Any]], Cursor],
    count: Callable[[], int],
) -> Place:
    if not window.is_numbered:
        cursor = {"before": str(cursor_of(told.rows[-1]))} if told.has_more else None
        return _document({"before": str(window.before)} if window.before else {}, cursor)
    own, start = blogger_parameters(window), window.start + len(told.rows)
    older = {**own, "start-index": start} if told.has_more and start <= LAST_START else None
    total = told.total
    if total is None:  # Past the end no row tells it; before the first there is none.
        total = count() if window.start > 1 else 0
    size = len(told.rows) if told.has_more else window.size
    return {**_document(own, older), "total": total, "start": window.start, "size": size}


def _document(own: dict[str, Any], older: dict[str, Any] | None) -> Place:
    return Place(
        own_address=_link(own),
        next_address=_link(older) if older else None,
        total=None,
        start=1,
        size=0,
    )


def _link(parameters: dict[str, Any]) -> str:
    """The address of this feed with only those parameters, whatever else was asked."""
    return absolute(url_for(str(request.endpoint), **(request.view_args or {}), **parameters))
