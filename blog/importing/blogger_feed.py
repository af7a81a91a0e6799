"""Sorts a Blogger feed's elements into records, and at the end joins what belongs together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element

from blog.importing import blogger_atom as atom
from blog.importing.blogger_comments import Comments
from blog.importing.blogger_settings import blog_record, origin
from blog.importing.records import (
    BlogRecord,
    CommentPolicy,
    Export,
    ImportRefused,
    Kind,
    PostRecord,
    PostStatus,
    Skipped,
)


class Reading:
    """One feed, taken element by element. `settings` from beside the feed go before its own."""

    def __init__(self, now: datetime, settings: dict[str, str]) -> None:
        self.now = now
        self.settings = dict(settings)
        self.known = BlogRecord()
        self.is_blogger = False
        self.posts: dict[str, PostRecord] = {}
        self.trashed: dict[str, str | None] = {}
        self.comments = Comments()
        self.skipped: list[Skipped] = []
        self.unknown_statuses: set[str] = set()

    def take(self, element: Element) -> None:
        if element.tag == "entry":
            self._take_entry(element)
        elif element.tag == "id":
            written = (element.text or "").strip()
            self.is_blogger |= written.startswith("tag:blogger.com,")
            found = re.search(r"blog-(\d+)", written)
            self.known = replace(self.known, id=found[1] if found else "")
        elif element.tag == "title":
            self.known = replace(self.known, title=" ".join("".join(element.itertext()).split()))
        elif element.tag == "link" and element.get("rel") == "alternate":
            self.known = replace(self.known, address=origin(element.get("href", "")))

    def _take_entry(self, entry: Element) -> None:
        kind, name = _kind(entry), _id(entry)
        self.is_blogger |= kind != ""
        if kind == "settings":
            self.settings.setdefault(name.rpartition(".")[2], atom.text(entry, "content"))
        elif kind in _KINDS:
            self._take_post(entry, _KINDS[kind], name)
        elif kind == "comment":
            if not self.comments.take(entry, name):
                self._skip(kind, name, "its id stands twice in the export")
        elif kind not in ("template", "layout"):
            self._skip(kind or "entry", name, "an entry of unknown kind")

    def _take_post(self, entry: Element, kind: Kind, name: str) -> None:
        status = self._status(entry)
        record = _post(entry, kind, name, status)
        if status == "trashed":
            self.trashed[name] = record.path
            self._skip(kind, name, "in the trash")
        elif name in self.posts:
            self._skip(kind, name, "its id stands twice in the export")
        else:
            self.posts[name] = record

    def _skip(self, kind: str, name: str, why: str) -> None:
        self.skipped.append(Skipped(kind, name, why))

    def _status(self, entry: Element) -> PostStatus:
        """Where a post stands. What is not surely public becomes a draft."""
        written = atom.text(entry, "blogger.status").upper()
        if atom.text(entry, "blogger.trashed") or "TRASHED" in written or written == "DELETED":
            return "trashed"
        if written not in ("", "LIVE", "DRAFT", "SCHEDULED"):
            self.unknown_statuses.add(written[:40])
            return "draft"
        is_draft = atom.text(entry, "app.control/app.draft").lower() == "yes"
        published = _published(entry)
        if is_draft or written == "DRAFT" or (written == "SCHEDULED" and published is None):
            return "draft"
        return "scheduled" if published and published > self.now else "published"

    def export(self, repairs: tuple[str, ...]) -> Export:
        """Everything that was taken. Raises ImportRefused where nothing was Blogger's."""
        if not self.is_blogger:
            raise ImportRefused("this is an Atom feed, but not a Blogger export")
        blog = blog_record(self.settings, self.known)
        posts = tuple(self.posts.values())
        if blog.comments_allowed is False:
            posts = tuple(replace(post, comments="hidden") for post in posts)
        paths = {post.id: post.path for post in posts}
        comments = self.comments.joined(paths, self.trashed)
        lost = list(self.comments.lost)
        if self.unknown_statuses:
            names = ", ".join(sorted(self.unknown_statuses))
            lost.append(f"posts of unknown status came in as drafts ({names})")
        skipped = (*self.skipped, *self.comments.skipped)
        return Export(blog, posts, comments, skipped, tuple(lost), repairs)


_KINDS: dict[str, Kind] = {"post": "post", "page": "page"}
_KIND = re.compile(r"/blogger/\d{4}/kind#(\w+)$")


def _kind(entry: Element) -> str:
    """What an entry is, empty where it does not tell."""
    for category in entry.iterfind("category"):
        if found := _KIND.search(category.get("term", "")):
            return found[1].lower()
    if written := atom.text(entry, "blogger.type"):
        return written.lower()
    # The blog's public feed tells the kind by the id alone.
    found = re.search(
        r"^tag:blogger\.com,1999:.*\.(settings|template|layout|page|post)\b", _id(entry)
    )
    if found is None:
        return ""
    is_answer = entry.find("thr.in-reply-to") is not None
    return "comment" if found[1] == "post" and is_answer else found[1]


def _id(entry: Element) -> str:
    """The entry's id; one without any goes by its address or its title and date."""
    return (
        atom.text(entry, "id")
        or atom.text(entry, "blogger.filename")
        or atom.link(entry, "alternate")
        or f"{atom.line(entry, 'title')} {atom.text(entry, 'published')}".strip()
    )


def _post(entry: Element, kind: Kind, name: str, status: PostStatus) -> PostRecord:
    address = atom.text(entry, "blogger.filename") or atom.link(entry, "alternate")
    return PostRecord(
        id=name,
        kind=kind,
        status=status,
        title=atom.line(entry, "title"),
        html=atom.body(entry),
        path=atom.path(address),
        published_at=_published(entry),
        updated_at=atom.moment(entry, "updated"),
        labels=_labels(entry),
        author=atom.author(entry),
        description=atom.line(entry, "blogger.metaDescription"),
        comments=_comments(entry),
    )


def _published(entry: Element) -> datetime | None:
    return atom.moment(entry, "published") or atom.moment(entry, "blogger.created")


def _labels(entry: Element) -> tuple[str, ...]:
    """The labels in their order, each once."""
    terms = (
        " ".join(category.get("term", "").split())
        for category in entry.iterfind("category")
        if not category.get("scheme", "").endswith("#kind")
        and not _KIND.search(category.get("term", ""))
    )
    return tuple(dict.fromkeys(term for term in terms if term))


def _comments(entry: Element) -> CommentPolicy:
    """Blogger counts comments and links to them in the XML of 2008, but not where they are off."""
    is_whole_entry = bool(atom.link(entry, "self"))
    tells = entry.find("thr.total") is not None or bool(atom.link(entry, "replies"))
    return "closed" if is_whole_entry and not tells else "open"
