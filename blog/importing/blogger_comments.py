"""Gathers a Blogger feed's comments, and finds the entry and the comment that each answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from blog.importing import blogger_atom as atom
from blog.importing.records import AuthorRecord, CommentRecord, CommentState, Skipped

_NOBODY = AuthorRecord(key="Anonymous", name="Anonymous")

_STATES: dict[str, CommentState] = {
    "": "approved",
    "LIVE": "approved",
    "APPROVED": "approved",
    "PUBLISHED": "approved",
    "SPAM": "spam",
    "SPAM_COMMENT": "spam",
    "GHOSTED": "spam",
    "DELETED": "deleted",
    "EMPTIED": "deleted",
    "REMOVED": "deleted",
    "TRASHED": "deleted",
    "SOFT_TRASHED": "deleted",
    "CONTENT_REMOVED": "deleted",
}


@dataclass(frozen=True)
class _Loose:
    """A comment and all that it says about what it answers, not looked up yet."""

    record: CommentRecord
    entries: tuple[str, ...]
    comments: tuple[str, ...]
    # Blogger's feeds say "in reply to" of an entry, other programs also of a comment.
    either: tuple[str, ...]


class Comments:
    """The comments of one feed; `skipped` and `lost` are filled by `joined`."""

    def __init__(self) -> None:
        self.loose: dict[str, _Loose] = {}
        self.skipped: list[Skipped] = []
        self.lost: list[str] = []

    def take(self, entry: Element, name: str) -> bool:
        """Keeps the comment, unless its id was there already."""
        if name in self.loose:
            return False
        self.loose[name] = _Loose(_record(entry, name), *_references(entry))
        return True

    def joined(
        self, posts: Mapping[str, str | None], trashed: Mapping[str, str | None]
    ) -> tuple[CommentRecord, ...]:
        """The comments, oldest first and each after the one that it answers.

        Both mappings are of ids to paths. Comments on trashed entries are skipped.
        """
        entries, gone = _Lookup(posts), _Lookup(trashed)
        ids = _Lookup(dict.fromkeys(self.loose))
        placed: dict[str, CommentRecord] = {}
        for name, loose in self.loose.items():
            post = entries.find(loose.entries)
            if post is None and gone.find(loose.entries):
                self.skipped.append(Skipped("comment", name, "on an entry in the trash"))
                continue
            either = (one for one in loose.either if not entries.find([one]))
            answered = ids.find((*loose.comments, *either))
            placed[name] = replace(loose.record, post=post, parent=answered)
        return self._threaded(placed)

    def _threaded(self, placed: dict[str, CommentRecord]) -> tuple[CommentRecord, ...]:
        """Parents before answers; an answer to what is not there stands on its own."""
        done: dict[str, CommentRecord] = {}
        for record in sorted(placed.values(), key=_age):
            for one in _unwritten_line(record, placed, done):
                done[one.id] = _under(one, done)
        orphans = sum(
            1
            for name, record in done.items()
            if record.parent is None and self.loose[name].comments
        )
        if orphans:
            self.lost.append(f"answers to comments that are not in the export: {orphans}")
        return tuple(done.values())


def _age(record: CommentRecord) -> datetime:
    return record.created_at or datetime.min.replace(tzinfo=UTC)


def _unwritten_line(
    record: CommentRecord, placed: Mapping[str, CommentRecord], done: Mapping[str, CommentRecord]
) -> Iterable[CommentRecord]:
    """The comment and those above it that are not written yet, the uppermost first."""
    line: dict[str, CommentRecord] = {}
    above: CommentRecord | None = record
    # A ring of answers, which only a forged file holds, ends where it meets itself.
    while above and above.id not in done and above.id not in line:
        line[above.id] = above
        above = placed.get(above.parent or "")
    return reversed(line.values())


def _under(record: CommentRecord, done: Mapping[str, CommentRecord]) -> CommentRecord:
    parent = done.get(record.parent or "")
    if parent is None:
        return replace(record, parent=None)
    if record.post is None:
        return replace(record, post=parent.post)
    return record if parent.post == record.post else replace(record, parent=None)


class _Lookup:
    """Finds an id by the id itself, by its number ("post-7" may mean page 7), or by the path."""

    def __init__(self, paths: Mapping[str, str | None]) -> None:
        self.known = {name: name for name in paths}
        for name in paths:
            self.known.setdefault(number(name), name)
        for name, path in paths.items():
            if path:
                self.known.setdefault(path, name)
        self.known.pop("", None)

    def find(self, references: Iterable[str]) -> str | None:
        """The first id that any of the references means."""
        keys = [reference for reference in references if reference]
        for key in (*keys, *map(number, keys), *map(atom.path, keys)):
            if key and key in self.known:
                return self.known[key]
        return None


def number(reference: str) -> str:
    """The number that ends an id or a feed's address, empty where there is none."""
    found = re.findall(r"(?:post|page|comment)-(\d+)|/(\d+)/?(?=[?#]|$)", reference, re.ASCII)
    return (found[-1][0] or found[-1][1]) if found else ""


def _record(entry: Element, name: str) -> CommentRecord:
    state = _state(entry)
    created = atom.moment(entry, "published") or atom.moment(entry, "blogger.created")
    return CommentRecord(
        id=name,
        post=None,
        parent=None,
        author=atom.author(entry) or _NOBODY,
        html="" if state == "deleted" else atom.body(entry),
        created_at=created,
        updated_at=atom.moment(entry, "updated"),
        state=state,
        anchor=_anchor(entry, name),
    )


def _state(entry: Element) -> CommentState:
    """Where a comment stands. What is not surely public waits for approval."""
    for one in entry.iterfind("gd.extendedProperty"):
        if one.get("name") == "blogger.contentRemoved" and one.get("value", "").lower() == "true":
            return "deleted"
    if atom.text(entry, "blogger.trashed"):
        return "deleted"
    return _STATES.get(atom.text(entry, "blogger.status").upper(), "pending")


def _anchor(entry: Element, name: str) -> str:
    found = re.search(r"#(c\d+)$", atom.link(entry, "alternate"))
    return found[1] if found else (f"c{number(name)}" if number(name) else "")


def _references(entry: Element) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What names the entry above the comment, what names a comment above it, and what may be
    either."""
    answered = entry.findall("thr.in-reply-to")
    either = [one.get(name, "") for one in answered for name in ("ref", "source", "href")]
    either.append(atom.text(entry, "blogger.parent"))
    own = re.search(r"/(\d+)/comments/default/\d+", atom.link(entry, "self"))
    entries = [
        *(one for one in either if not re.search(r"\bcomment-\d|/comments/default/", one)),
        f"/{own[1]}" if own else "",
        atom.link(entry, "alternate"),
    ]
    comments = [
        atom.text(entry, "blogger.inReplyTo"),
        *(one.get("href", "") for one in entry.iterfind("link") if one.get("rel") == "related"),
    ]
    return tuple(filter(None, entries)), tuple(filter(None, comments)), tuple(filter(None, either))
