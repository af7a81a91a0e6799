"""What a reader of exports hands over: plain records that know nothing of our tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["post", "page"]
PostStatus = Literal["published", "draft", "scheduled", "trashed"]
CommentState = Literal["approved", "pending", "spam", "deleted"]
CommentPolicy = Literal["open", "closed", "hidden"]


class ImportRefused(ValueError):
    """The file cannot be imported; the message is one sentence for the person who gave it."""


class SeveralBlogs(ImportRefused):
    """The export holds several blogs and none of them was chosen; `names` lists them."""

    def __init__(self, message: str, names: Sequence[str]) -> None:
        super().__init__(message)
        self.names = tuple(names)


@dataclass(frozen=True)
class AuthorRecord:
    """Somebody who wrote. `key` tells people apart: the profile's address, else the name."""

    key: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class PostRecord:
    """A post or a page.

    `id` and `path` stand to the letter; the path keeps its percent-encoding and has lost host,
    query and fragment. Two records may claim one path. Times are aware and in UTC. A draft may
    carry a path and a date: neither may become public with it. Trashed posts are never handed
    over, only counted as skipped.
    """

    id: str
    kind: Kind
    status: PostStatus
    title: str
    html: str
    path: str | None
    published_at: datetime | None
    updated_at: datetime | None
    labels: tuple[str, ...] = ()
    author: AuthorRecord | None = None
    description: str = ""
    comments: CommentPolicy = "open"


@dataclass(frozen=True)
class CommentRecord:
    """A comment.

    `post` is the `PostRecord.id` it stands under, None where the export holds no such entry.
    `parent` is the id of the comment it answers: always one that comes earlier in the export's
    tuple and stands under the same post. A removed comment ("deleted") is a tombstone
    without words. `anchor` is the old page's own (`c` and a number), empty where unknown.
    """

    id: str
    post: str | None
    parent: str | None
    author: AuthorRecord
    html: str
    created_at: datetime | None
    updated_at: datetime | None
    state: CommentState
    anchor: str


@dataclass(frozen=True)
class BlogRecord:
    """The blog's own settings; empty or None where the export does not tell."""

    id: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    time_zone: str = ""
    address: str = ""
    searchable: bool | None = None
    is_public: bool | None = None
    comments_allowed: bool | None = None
    comment_moderation: str | None = None
    comment_access: str | None = None
    posts_per_page: int | None = None
    robots_txt: str = ""
    ads_txt: str = ""


@dataclass(frozen=True)
class Skipped:
    """Something that was in the export and is not handed over, with the reason in words."""

    kind: str
    id: str
    why: str


@dataclass(frozen=True)
class Export:
    """One blog, read whole. `lost` and `repairs` are sentences for the closing report."""

    blog: BlogRecord
    posts: tuple[PostRecord, ...] = ()
    comments: tuple[CommentRecord, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    lost: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
