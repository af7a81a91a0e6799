"""A feed or a sitemap as an answer: Atom, RSS, JSON Feed, and well-formed XML whatever it holds."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import format_datetime

from flask import render_template
from werkzeug.wrappers import Response

from blog.feeds import bp
from blog.feeds.entries import Entry, Feed
from blog.site.queries import site
from blog.templating import iso

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
JSON_FEED = "https://jsonfeed.org/version/1.1"
# What no XML 1.0 document may hold, in any way of writing it, and what it should not.
_NOT_XML = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)


def answer(feed: Feed, kind: str) -> Response:
    """The feed as atom, rss or json."""
    body = (
        json.dumps(as_json(feed), ensure_ascii=False)
        if kind == "json"
        else well_formed(render_template(f"feeds/{kind}.xml", feed=feed))
    )
    return _open(Response(body, content_type=TYPES[kind]))


def sitemap_answer(template: str, **context: object) -> Response:
    """A document of the sitemap."""
    body = well_formed(render_template(template, **context))
    return _open(Response(body, content_type="application/xml; charset=utf-8"))


def well_formed(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def as_json(feed: Feed) -> dict[str, object]:
    """JSON Feed 1.1."""
    return _said(
        version=JSON_FEED,
        title=feed.title,
        home_page_url=feed.address,
        feed_url=feed.own_address,
        next_url=feed.next_address,
        description=site().description or site().tagline,
        language=site().language,
        items=[_item(entry) for entry in feed.entries],
    )


@bp.app_template_filter("rfc822")
def rfc822(moment: datetime) -> str:
    """A moment as RSS writes it."""
    return format_datetime(moment)


def _item(entry: Entry) -> dict[str, object]:
    author = entry.author
    item = _said(
        id=entry.id,
        url=entry.address,
        title=entry.title,
        summary=entry.summary if entry.html is not None else "",
        image=entry.picture,
        date_published=iso(entry.published_at),
        date_modified=iso(entry.updated_at),
        authors=[_said(name=author.name, url=author.address)] if author else None,
        tags=list(entry.labels),
        language=entry.language,
    )
    if entry.html is None:
        return item | {"content_text": entry.summary}
    return item | {"content_html": entry.html}


def _said(**members: object) -> dict[str, object]:
    """The members that say something; a list of items may be empty."""
    return {name: value for name, value in members.items() if value or name == "items"}


def _open(response: Response) -> Response:
    # Readers in a browser, on other sites, fetch feeds too.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
