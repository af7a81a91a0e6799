"""A page of comments as readers see it, and how replies are arranged below what they answer.

Knows no database; `queries` fills it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

from blog.cursor import Cursor

HUES = 12
# Of the threads; inside a thread the oldest reply comes first, since readers answer one another.
ORDERS = ("oldest", "newest")
LATE = timedelta(minutes=1)


@dataclass
class Entry:
    """A comment as a page shows it; `answers` hang below it there.

    `answered_name` is set where it does not hang below the comment that it answers.
    """

    id: int
    parent_id: int | None
    root_id: int | None
    replies: int
    user_id: int | None
    author_name: str
    author_url: str
    html: str
    state: str
    anchor: str | None
    created_at: datetime
    shown_at: datetime | None
    edited_at: datetime | None
    answered_name: str | None
    level: int = 0
    answers: list[Entry] = field(default_factory=list)
    unshown: int = 0
    continuation: str = ""
    is_pinned: bool = False

    @property
    def is_gone(self) -> bool:
        return self.state != "approved"

    @property
    def initial(self) -> str:
        """What stands in the disc: the name's first letter or digit."""
        return next((sign.upper()[0] for sign in self.author_name if sign.isalnum()), "·")

    @property
    def hue(self) -> int:
        """One of twelve colours, always the same for the same name."""
        return crc32(self.author_name.casefold().encode()) % HUES

    @property
    def came_late(self) -> bool:
        """Whether readers saw it only some time after it was written."""
        return self.shown_at is not None and self.shown_at - self.created_at > LATE

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.created_at, self.id)

    @property
    def shown_cursor(self) -> Cursor:
        """Its place in the order in which readers were shown comments."""
        return Cursor(self.shown_at or self.created_at, self.id)

    @property
    def descendants(self) -> int:
        """How many comments hang below it on this page."""
        return sum(1 + answer.descendants for answer in self.answers)


@dataclass(frozen=True)
class Thread:
    """One page of a post's comments.

    `next_cursor` is None on the last page. `elsewhere` are own comments whose place is on another
    page, and those that wait until somebody has read them. `latest` is when
    readers were last shown another comment of the post, None for never.
    """

    count: int
    entries: list[Entry]
    ids: frozenset[int]
    own: frozenset[int] = frozenset()
    next_cursor: str | None = None
    elsewhere: list[Entry] = field(default_factory=list)
    root_id: int | None = None
    after: str | None = None
    order: str = ORDERS[0]
    latest: datetime | None = None

    @property
    def newest(self) -> str:
        """As an address says it: what readers are shown from then on is new to this page."""
        return str(Cursor(self.latest + timedelta(microseconds=1), 0)) if self.latest else "0.0"

    @property
    def has_several(self) -> bool:
        """Whether there is an order of threads to choose: on the first page of more than one."""
        is_first_page = self.after is None and self.root_id is None
        return is_first_page and (len(self.entries) > 1 or self.next_cursor is not None)


@dataclass(frozen=True)
class Place:
    """Which page of a post's comments holds one; the first page has neither part."""

    after: str | None = None
    root_id: int | None = None

    @property
    def is_first_page(self) -> bool:
        return self.after is None and self.root_id is None


@dataclass(frozen=True)
class News:
    """How many comments readers were shown since a moment, and the first of them."""

    count: int
    first_id: int | None


def point_onward(roots: list[Entry], replies: list[Entry]) -> None:
    """Tell each thread how many of its replies the page leaves out, and where they go on.

    A pinned reply stands among the roots.
    """
    last: dict[int | None, Entry] = {}
    counts: dict[int | None, int] = {root.root_id: 1 for root in roots if root.root_id}
    for reply in sorted(replies, key=_age):
        last[reply.root_id] = reply
        counts[reply.root_id] = counts.get(reply.root_id, 0) + (not reply.is_gone)
    for root in roots:
        if root.root_id:
            continue
        root.unshown = max(0, root.replies - counts.get(root.id, 0))
        root.continuation = str(last[root.id].cursor) if root.id in last else ""


def fair_share(counts: list[int], room: int) -> int:
    """The most that each may take, so that the small ones are whole and the room is used."""
    for place, count in enumerate(sorted(counts)):
        left = len(counts) - place
        if count * left >= room:
            return -(-room // left)
        room -= count
    return max(counts)


def tree(roots: list[Entry], replies: list[Entry], deepest: int) -> list[Entry]:
    """The entries of the top level, others hung below what they answer, at most so deep.

    A reply that would stand deeper goes beside the one that it answers, in order of time; one
    whose comment is not on this page goes below the top of its thread.
    """
    top: dict[int, list[Entry]] = {root.id: [root] for root in roots}
    shelves = {root.id: (root, top[root.id]) for root in roots}
    for reply in sorted(replies, key=_age):
        assert reply.root_id is not None
        answered = reply.parent_id in shelves
        parent, beside = shelves[reply.parent_id if answered else reply.root_id]  # type: ignore[index]
        fits = parent.level < deepest
        shelf = parent.answers if fits else beside
        reply.level = parent.level + fits
        if answered and fits:
            reply.answered_name = None
        shelf.append(reply)
        shelves[reply.id] = (reply, shelf)
    return [entry for entries in top.values() for entry in entries]


def _age(entry: Entry) -> tuple[datetime, int]:
    return entry.created_at, entry.id
