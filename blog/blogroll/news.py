"""Reads the newest post out of a feed (Atom, RSS, JSON Feed), and a page's feed out of its head.

All that comes out is plain text and addresses of the web, whatever the feed says. Knows no
database and fetches nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from selectolax.lexbor import LexborHTMLParser

from blog.comments.website import clean_website
from blog.richtext import plain_text
from blog.richtext.characters import scrubbed
from blog.richtext.prose import summarised

ATOM, RSS_1, DUBLIN_CORE = (
    "{http://www.w3.org/2005/Atom}",
    "{http://purl.org/rss/1.0/}",
    "{http://purl.org/dc/elements/1.1/}",
)
FEED_TYPES = {
    "application/atom+xml", "application/rss+xml", "application/feed+json", "application/json",
}  # fmt: skip
LONGEST_TITLE = 160
# A feed begins with what is new, or is read to its end as far as this.
MOST_ENTRIES = 500
# Many programs write the first moment of all for none, and west of London it has no day.
EARLIEST = datetime(2, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class News:
    """The newest post of a feed; `link` is "" where it has no address of the web."""

    title: str
    link: str
    published_at: datetime | None


class NoFeed(ValueError):
    """These bytes are no feed that can be read."""


def newest(body: bytes, address: str, at: datetime) -> News:
    """The newest post of the feed found at that address. Raises NoFeed.

    A date ahead of `at` counts as `at`: nobody stands above all others by promising.
    """
    entries = list(_some(_json(body, at) if body.lstrip()[:1] == b"{" else _xml(body, at)))
    if not entries:
        raise NoFeed("no posts")
    found = max(entries, key=lambda entry: entry.published_at or datetime.min.replace(tzinfo=UTC))
    return News(found.title, _web(address, found.link), found.published_at)


def feed_of(body: bytes, address: str) -> str:
    """The address of the first feed that a page names in its head, "" where it names none."""
    for link in LexborHTMLParser(body).css("link[rel][href]"):
        relations = (link.attributes["rel"] or "").lower().split()
        kind = (link.attributes.get("type") or "").lower().partition(";")[0].strip()
        if "alternate" in relations and kind in FEED_TYPES:
            return _web(address, link.attributes["href"] or "")
    return ""


def _some(entries: Iterable[News]) -> Iterator[News]:
    for _number, entry in zip(range(MOST_ENTRIES), entries, strict=False):
        if entry.title or entry.link:
            yield entry


def _json(body: bytes, at: datetime) -> Iterator[News]:
    try:
        items = json.loads(body).get("items")
    except (ValueError, RecursionError):
        raise NoFeed("neither XML nor JSON") from None
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            said = item.get("title") or item.get("content_text") or item.get("summary")
            moment = item.get("date_published") or item.get("date_modified")
            link = item.get("url") or item.get("external_url")
            yield News(_title(said), str(link or ""), _moment(moment, at))


def _xml(body: bytes, at: datetime) -> Iterator[News]:
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NoFeed("not well-formed") from None
    if root.tag == f"{ATOM}feed":
        return (_atom_entry(entry, at) for entry in root.iter(f"{ATOM}entry"))
    return (
        _rss_item(item, space, at) for space in ("", RSS_1) for item in root.iter(f"{space}item")
    )


def _atom_entry(entry: Element, at: datetime) -> News:
    title = _atom_text(entry, "title") or _atom_text(entry, "summary")
    links = {
        link.get("rel", "alternate"): link.get("href", "") for link in entry.iter(f"{ATOM}link")
    }
    moment = entry.findtext(f"{ATOM}published") or entry.findtext(f"{ATOM}updated")
    return News(_title(title), links.get("alternate", ""), _moment(moment, at))


def _atom_text(entry: Element, name: str) -> str:
    found = entry.find(ATOM + name)
    if found is None:
        return ""
    said = "".join(found.itertext())
    return plain_text(said) if found.get("type") == "html" else said


def _rss_item(item: Element, space: str, at: datetime) -> News:
    title = item.findtext(f"{space}title") or item.findtext(f"{space}description") or ""
    link = item.findtext(f"{space}link") or _permalink(item)
    moment = item.findtext("pubDate") or item.findtext(f"{DUBLIN_CORE}date")
    return News(_title(plain_text(title)), link.strip(), _moment(moment, at))


def _permalink(item: Element) -> str:
    guid = item.find("guid")
    is_address = guid is not None and guid.get("isPermaLink", "true") == "true"
    return (guid.text or "") if guid is not None and is_address else ""


def _title(text: Any) -> str:
    return summarised(" ".join(scrubbed(str(text or "")).split()), LONGEST_TITLE)


def _moment(text: Any, at: datetime) -> datetime | None:
    """A moment as Atom and JSON Feed write it, or as letters do; None for what is neither."""
    readings: tuple[Callable[[str], datetime], ...] = datetime.fromisoformat, parsedate_to_datetime
    for read in readings:
        try:
            found = read(str(text or "").strip())
            moment = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
            return min(at, moment) if moment >= EARLIEST else None
        except (ValueError, OverflowError, TypeError):
            continue
    return None


def _web(base: str, link: str) -> str:
    """Where a link leads that was found at `base`, if it is an address of the web, else ""."""
    try:
        address = urljoin(base, link) if link else ""
    except ValueError:
        return ""
    return clean_website(address) if address.startswith(("http://", "https://")) else ""
