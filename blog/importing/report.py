"""What an import did: counted for programs as JSON, told to people as lines of text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from blog.importing.records import Skipped

POST_STATUSES = ("published", "draft", "scheduled")
COMMENT_STATES = ("approved", "pending", "spam", "deleted")
MOST_SKIPPED_TOLD = 20


@dataclass
class Report:
    """What this run changed; what was there already and stayed is not counted.

    `losses` counts by kind what the sanitiser left out of posts that came in, `notes` are
    sentences about everything else that did not come along as it was.
    """

    posts: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    labels: int = 0
    authors: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    losses: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    samples_removed: int = 0

    @property
    def changes(self) -> int:
        """How many posts, pages and comments this run brought in or renewed."""
        return self.posts.total() + self.pages.total() + self.comments.total()

    @property
    def lost(self) -> list[str]:
        """What did not come along, one line each."""
        return [*self.notes, *(f"{kind}: {number}" for kind, number in self.losses.most_common())]

    def as_json(self) -> dict[str, Any]:
        """The report in the form that programs read."""
        return {
            "posts": {status: self.posts[status] for status in POST_STATUSES},
            "pages": {status: self.pages[status] for status in POST_STATUSES},
            "comments": {state: self.comments[state] for state in COMMENT_STATES},
            "labels": self.labels,
            "authors": self.authors,
            "skipped": [vars(one) for one in self.skipped],
            "lost": self.lost,
        }

    def lines(self) -> list[str]:
        """The report as a person reads it."""
        lines = [
            _counted("posts", self.posts, POST_STATUSES),
            _counted("pages", self.pages, POST_STATUSES),
            _counted("comments", self.comments, COMMENT_STATES),
            f"labels: {self.labels} new",
            f"authors: {self.authors} new",
        ]
        if self.samples_removed:
            lines.append(f"sample posts and pages removed: {self.samples_removed}")
        if self.settings:
            lines.append(f"settings taken from the export: {', '.join(self.settings)}")
        return lines + self._skipped_lines() + _listed("lost or changed", self.lost)

    def _skipped_lines(self) -> list[str]:
        told = [f"{one.kind} {one.id}: {one.why}" for one in self.skipped[:MOST_SKIPPED_TOLD]]
        more = len(self.skipped) - len(told)
        return _listed("skipped", [*told, *([f"and {more} more"] if more else [])])


def _counted(name: str, counts: Counter[str], states: tuple[str, ...]) -> str:
    parts = [f"{counts[state]} {state}" for state in states if counts[state]]
    return f"{name}: {', '.join(parts) or 'nothing new'}"


def _listed(name: str, entries: list[str]) -> list[str]:
    return [f"{name}:", *(f"  {entry}" for entry in entries)] if entries else []
