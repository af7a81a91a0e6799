"""Reads Blogger's exports: the XML of 2008, the feed.atom of 2018, and Takeout's zip or folder.

Pure: a file goes in, records come out. Nothing is cleaned here (bodies pass to the letter), and
nothing is stored.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from blog.importing import blogger_atom, takeout
from blog.importing.blogger_feed import Reading
from blog.importing.records import Export, ImportRefused, SeveralBlogs
from blog.importing.xmlrepair import Source, sound

__all__ = ["ImportRefused", "SeveralBlogs", "looks_like_blogger", "read"]

HEAD = 256 * 1024
ZIP = (b"PK\3\4", b"PK\5\6")


def read(path: Path, *, blog: str | None = None, now: datetime | None = None) -> Export:
    """The blog in an export.

    `blog` names the one to take from a Takeout that holds several. A post dated after `now` is
    scheduled. Raises ImportRefused with one sentence, SeveralBlogs where `blog` is needed.
    """
    try:
        source, settings = _chosen(path, blog)
        return _read(source, settings, now or datetime.now(UTC))
    except SeveralBlogs as several:
        raise SeveralBlogs(f"{path.name}: {several}.", several.names) from None
    except ImportRefused as refused:
        raise ImportRefused(f"{path.name}: {refused}.") from None
    except OSError as fault:
        raise ImportRefused(f"{path.name}: {fault.strerror or 'it cannot be read'}.") from None


def looks_like_blogger(path: Path) -> bool:
    """Whether `read` is worth calling: the file, zip or folder bears Blogger's marks."""
    try:
        if path.is_dir() or _head(path).startswith(ZIP):
            return bool(takeout.blogs(path, _bears_marks))
        with path.open("rb") as stream:
            return _bears_marks(stream)
    except (OSError, ImportRefused):
        return False


def _chosen(path: Path, blog: str | None) -> tuple[Source, dict[str, str]]:
    if not path.is_dir():
        head = _head(path)
        if not head.startswith(ZIP):
            _refuse_other_kinds(head)
            return lambda: path.open("rb"), {}
    blogs = takeout.blogs(path, _bears_marks)
    if not blogs:
        raise ImportRefused("no Blogger export is inside (no feed.atom of a blog)")
    found = takeout.choose(blogs, blog)
    return found.open, found.settings


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4096)


_OTHER_KINDS = (
    (rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF", "a picture"),
    (rb"SQLite format 3\0", "a SQLite database"),
    (rb"\x1f\x8b", "packed with gzip (unpack it first)"),
    (rb"%PDF", "a PDF"),
    (rb"(?:\xef\xbb\xbf)?\s*[{\[]", "JSON"),
    (rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html)", "a web page"),
)


def _refuse_other_kinds(head: bytes) -> None:
    if not head.strip():
        raise ImportRefused("the file is empty")
    for mark, kind in _OTHER_KINDS:
        if re.match(mark, head):
            raise ImportRefused(f"this is not a Blogger export but {kind}")
    if b"<" not in head:
        raise ImportRefused("line 1: this is not a Blogger export, not even XML")


_MARKS = ("schemas.google.com/blogger/20", "tag:blogger.com,1999:blog-")
_ROOT = re.compile(r"<(?:\w+:)?(feed|entry|rss|html)\b")


def _bears_marks(stream: IO[bytes]) -> bool:
    # Zero bytes go, so that UTF-16 reads like ASCII.
    head = stream.read(HEAD).replace(b"\0", b"").decode("utf-8", "replace")
    root = _ROOT.search(head)
    return bool(root and root[1] in ("feed", "entry") and any(mark in head for mark in _MARKS))


def _read(source: Source, settings: dict[str, str], now: datetime) -> Export:
    xml = sound(source, blogger_atom.SHAPE)
    reading = Reading(now, settings)
    with xml.open() as stream:
        for element in blogger_atom.elements(stream):
            reading.take(element)
    return reading.export(xml.repairs)
