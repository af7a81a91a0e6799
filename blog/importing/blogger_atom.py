"""Atom as Blogger writes it: entries cut from a stream, and their texts, dates and addresses."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, TreeBuilder, tostring

from defusedxml.ElementTree import DefusedXMLParser

from blog.importing.records import AuthorRecord
from blog.importing.xmlrepair import Shape, feed

SHAPE = Shape(
    meant="a Blogger export",
    roots=frozenset({"feed", "entry"}),
    fragment="entry",
    root_tag='feed xmlns="http://www.w3.org/2005/Atom"',
)

# Both years of a namespace mean the same, and a hand-cut file may have none at all.
_SHORT = {
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://www.w3.org/1999/xhtml": "",
    "http://purl.org/atom/app#": "app.",
    "http://www.w3.org/2007/app": "app.",
    "http://purl.org/syndication/thread/1.0": "thr.",
    "http://schemas.google.com/g/2005": "gd.",
    "http://schemas.google.com/blogger/2018": "blogger.",
    "http://schemas.google.com/blogger/2008": "blogger.",
}


def elements(stream: IO[Any]) -> Iterator[Element]:
    """The feed's children one by one, in short names such as `title` or `blogger.status`."""
    cutter = _Cutter()
    for _ in feed(DefusedXMLParser(target=cutter, forbid_dtd=True), stream):
        yield from cutter.take()


class _Cutter:
    """Builds each child of the feed on its own, so that a large feed never stands in memory."""

    def __init__(self) -> None:
        self.depth = 0
        self.outside = 1
        self.builder = TreeBuilder()
        self.done: list[Element] = []

    def take(self) -> list[Element]:
        done, self.done = self.done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = short(tag)
        if self.depth == 0 and name == "entry":
            self.outside = 0
        if self.depth >= self.outside:
            self.builder.start(name, {short(key): value for key, value in attributes.items()})
        self.depth += 1

    def data(self, text: str) -> None:
        if self.depth > self.outside:
            self.builder.data(text)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.depth >= self.outside:
            self.builder.end(short(tag))
        if self.depth == self.outside:
            self.done.append(self.builder.close())
            self.builder = TreeBuilder()

    def close(self) -> None:
        """Part of what a parser's target must offer."""


def short(tag: str) -> str:
    """`{http://purl.org/atom/app#}draft` as `app.draft`; foreign names keep their namespace."""
    namespace, brace, name = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    return _SHORT[namespace] + name if namespace in _SHORT else (tag if brace else name)


def text(entry: Element, name: str) -> str:
    """A child's text, trimmed."""
    return (entry.findtext(name) or "").strip()


def line(entry: Element, name: str) -> str:
    """A child's text on one line, without markup where it says that it is HTML."""
    child = entry.find(name)
    if child is None:
        return ""
    words = "".join(child.itertext())
    if child.get("type") == "html":
        words = html.unescape(re.sub(r"<[^<>]*>", "", words))
    return " ".join(words.split())


def body(entry: Element) -> str:
    """The content as HTML, to the letter."""
    child = entry.find("content")
    if child is None:
        child = entry.find("summary")
    if child is None:
        return ""
    if len(child):
        return (child.text or "") + "".join(tostring(part, "unicode") for part in child)
    if child.get("type") in ("text", "text/plain"):
        return html.escape(child.text or "", quote=False)
    return child.text or ""


_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)


def moment(entry: Element, name: str) -> datetime | None:
    """A child's RFC 3339 date in UTC, None where it is missing or odd."""
    written = text(entry, name).upper()
    if not _RFC_3339.fullmatch(written):
        return None
    try:
        found = datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # At the calendar's two ends some time zone would already be beyond it.
    return found if 1 < found.year < 9999 else None


def link(entry: Element, relation: str) -> str:
    """The address of the first link of that relation, HTML before other types."""
    found = [one for one in entry.iterfind("link") if one.get("rel", "alternate") == relation]
    found.sort(key=lambda one: one.get("type", "text/html") != "text/html")
    return found[0].get("href", "").strip() if found else ""


def path(address: str) -> str | None:
    """An address's path to the letter, None where it has none of its own."""
    try:
        found = urlsplit(address).path
    except ValueError:
        return None
    return found if found.startswith("/") and found != "/" else None


def author(entry: Element) -> AuthorRecord | None:
    """Who wrote the entry. A profile met over http and https is one person."""
    person = entry.find("author")
    name, address = (line(person, "name"), text(person, "uri")) if person is not None else ("", "")
    if not re.match(r"https?://[^\s/]", address, re.IGNORECASE):
        address = ""
    if not (name or address):
        return None
    key = re.sub(r"^https?:", "", address, flags=re.IGNORECASE) or name
    return AuthorRecord(key=key, name=name or address, url=address)
