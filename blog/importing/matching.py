"""How an entry of an export stands to the row that it became, or would become."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from blog.addresses import has_rule
from blog.importing.records import CommentRecord, PostRecord
from blog.posts.models import Post
from blog.posts.paths import clean_path, is_reserved, path_key
from blog.posts.queries import is_key_taken, labels_of

LONGEST_LEGACY_ID = 300
LONGEST_LABEL = 200
LONGEST_PATH = 900  # A suffix still has room in the column.


def legacy_id(record: PostRecord | CommentRecord) -> str:
    """Under which id its row is found again."""
    return fitting(record.id)


def fitting(key: str, longest: int = LONGEST_LEGACY_ID) -> str:
    """The key to the letter; one too long for its column ends in a hash of the whole."""
    if len(key) <= longest:
        return key
    return key[: longest - 32] + hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def number(legacy_id: str) -> str:
    """What stands in an address for a title without letters: the number that ends the id."""
    found = re.search(r"\d+$", legacy_id)
    return found[0] if found else hashlib.blake2b(legacy_id.encode(), digest_size=4).hexdigest()


def differs(post: Post, record: PostRecord) -> bool:
    """Whether the export says anything else of the post than what stands here."""
    is_draft = record.status == "draft"
    here = (post.title, post.source, post.description, post.comments_policy, post.status)
    there = (
        record.title,
        record.html,
        record.description,
        record.comments,
        "draft" if is_draft else "published",
    )
    labels = {name for _slug, name in labels_of([post.id]).get(post.id, ())}
    moment = published_at(record)
    return (
        here != there
        or labels != {name[:LONGEST_LABEL].strip() for name in record.labels}
        or (not is_draft and moment is not None and moment != post.published_at)
        or wants_to_move(post, record)
    )


def wants_to_move(post: Post, record: PostRecord) -> bool:
    """Whether the export has it at a path that is free here and not its own."""
    path = lasting_path(record)
    if path is None or is_reserved(path):
        return False
    wanted = path_key(path)
    return wanted != post.path_key and not (
        has_rule(wanted) or is_key_taken(wanted, by_other_than=post.id)
    )


def lasting_path(record: PostRecord) -> str | None:
    """The path that it had, None where it can have that no more."""
    path = clean_path(record.path) if record.path else ""
    is_possible = 0 < len(path) <= LONGEST_PATH and "\0" not in path_key(path)
    return path if is_possible else None


def placed_late(record: PostRecord) -> bool:
    """Drafts come after all others: a path that two claim belongs to the one that readers know."""
    return record.status == "draft"


def published_at(record: PostRecord) -> datetime | None:
    return record.published_at or record.updated_at


def updated_at(record: PostRecord) -> datetime | None:
    return record.updated_at or record.published_at
