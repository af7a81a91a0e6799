"""Who may do what: one table of actor × resource × action; what it does not name is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from blog.comments.models import Comment
from blog.db import db
from blog.media.models import Media
from blog.people.models import User
from blog.posts.models import Post

ROLES = ("owner", "editor", "author", "contributor")


class Reach(IntEnum):
    """How far a permission reaches. A comment belongs to the author of its post."""

    NONE = 0
    OWN_DRAFTS = 1
    OWN = 2
    ANY = 3


NONE, OWN_DRAFTS, OWN, ANY = Reach

# One line for each resource and action: what an owner, editor, author, contributor may do.
TABLE: Mapping[tuple[str, str], tuple[Reach, Reach, Reach, Reach]] = {
    ("dashboard", "see"): (ANY, ANY, ANY, ANY),
    ("post", "list"): (ANY, ANY, OWN, OWN),
    ("post", "create"): (ANY, ANY, ANY, ANY),
    ("post", "edit"): (ANY, ANY, OWN, OWN_DRAFTS),
    ("post", "publish"): (ANY, ANY, OWN, NONE),
    ("post", "trash"): (ANY, ANY, OWN, OWN_DRAFTS),
    ("post", "erase"): (ANY, ANY, NONE, NONE),
    # Whether it can be among the popular posts, and what was counted of it.
    ("post", "rank"): (ANY, ANY, NONE, NONE),
    ("post", "recount"): (ANY, NONE, NONE, NONE),
    # How often it was read; pages are not counted.
    ("post", "measure"): (ANY, ANY, OWN, NONE),
    ("page", "list"): (ANY, ANY, NONE, NONE),
    ("page", "create"): (ANY, ANY, NONE, NONE),
    ("page", "edit"): (ANY, ANY, NONE, NONE),
    ("page", "publish"): (ANY, ANY, NONE, NONE),
    ("page", "trash"): (ANY, ANY, NONE, NONE),
    ("page", "erase"): (ANY, ANY, NONE, NONE),
    ("comment", "list"): (ANY, ANY, OWN, NONE),
    ("comment", "moderate"): (ANY, ANY, OWN, NONE),
    # These count for the whole blog, so they are not for authors.
    ("comment", "trust"): (ANY, ANY, NONE, NONE),
    ("comment", "block"): (ANY, ANY, NONE, NONE),
    ("comment", "erase"): (ANY, ANY, NONE, NONE),
    ("statistics", "see"): (ANY, ANY, NONE, NONE),
    ("rule", "edit"): (ANY, ANY, NONE, NONE),
    ("media", "list"): (ANY, ANY, ANY, ANY),
    ("media", "create"): (ANY, ANY, ANY, ANY),
    ("media", "edit"): (ANY, ANY, OWN, OWN),
    ("media", "erase"): (ANY, ANY, OWN, OWN),
    ("label", "edit"): (ANY, ANY, NONE, NONE),
    ("redirect", "edit"): (ANY, ANY, NONE, NONE),
    ("profile", "edit"): (ANY, ANY, ANY, ANY),
    ("person", "edit"): (ANY, NONE, NONE, NONE),
    ("setting", "edit"): (ANY, NONE, NONE, NONE),
    # Widgets stand on every page and may fetch from others' addresses, so they are settings, too.
    ("widget", "edit"): (ANY, NONE, NONE, NONE),
    ("import", "run"): (ANY, NONE, NONE, NONE),
    ("audit", "see"): (ANY, NONE, NONE, NONE),
}


@dataclass(frozen=True)
class Subject:
    """What the table must know of a thing: what it is, whose it is, and whether it is a draft."""

    resource: str
    owner_id: int | None
    is_draft: bool = False


def reach(who: User | None, resource: str, action: str) -> Reach:
    """How far a person's permission reaches; nowhere for what the table does not name."""
    row = TABLE.get((resource, action))
    if who is None or who.disabled_at is not None or who.role not in ROLES or row is None:
        return NONE
    return row[ROLES.index(who.role)]


def may(who: User | None, action: str, thing: str | Post | Comment | Media | User) -> bool:
    """Whether a person may do that to that very thing; to at least one, for the name of a kind."""
    if isinstance(thing, str):
        return reach(who, thing, action) > NONE
    subject = subject_of(thing)
    far = reach(who, subject.resource, action)
    if far in (NONE, ANY):
        return far == ANY
    is_own = who is not None and subject.owner_id == who.id
    return is_own and (far == OWN or subject.is_draft)


def subject_of(thing: Post | Comment | Media | User) -> Subject:
    """The thing as the table sees it."""
    if isinstance(thing, Post):
        return Subject(
            thing.kind, thing.author_id, thing.status != "published" and not thing.was_public
        )
    if isinstance(thing, Comment):
        post = db.session.get(Post, thing.post_id)
        return Subject("comment", post.author_id if post else None)
    if isinstance(thing, Media):
        return Subject("media", thing.user_id)
    return Subject("person", thing.id)
