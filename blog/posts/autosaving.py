"""What somebody types and has not saved yet: kept beside the post, never in it. No commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete

from blog.db import db, insert, now
from blog.posts.models import Autosave
from blog.richtext.characters import scrubbed

# Whatever else a form holds is not kept.
FIELDS = (
    "title", "source", "source_format", "version", "labels", "path", "published_at", "excerpt",
    "description", "language", "direction", "comments_policy", "comments_hold", "featured",
    "is_pinned", "is_unranked", "author", "labels_before", "unranked_before", "author_before",
)  # fmt: skip
LASTS = timedelta(days=90)


def slot_of(post_id: int | None, kind: str) -> str:
    """Where a person's text of that post is kept, or of a new one of that kind."""
    return f"post-{post_id}" if post_id else f"new-{kind}"


def keep(
    user_id: int, slot: str, fields: Mapping[str, str], *, post_id: int | None, version: int
) -> datetime:
    """Put the fields into the one row of that person and slot; of two at once the later stays."""
    moment = now()
    typed = {name: fields[name] for name in FIELDS if name in fields}
    if "title" in typed:  # It is shown in lists as it is; all else goes through the editor's form.
        typed["title"] = scrubbed(typed["title"])
    row = {
        "user_id": user_id, "slot": slot, "post_id": post_id, "version": version,
        "fields": typed, "saved_at": moment,
    }  # fmt: skip
    put = insert(Autosave).values(row)
    replaced = {name: put.excluded[name] for name in ("post_id", "version", "fields", "saved_at")}
    db.session.execute(put.on_conflict_do_update(index_elements=["user_id", "slot"], set_=replaced))
    return moment


def drop(user_id: int, slot: str) -> None:
    """Forget it: it is saved, or its author does not want it."""
    db.session.execute(delete(Autosave).filter_by(user_id=user_id, slot=slot))


def forget_old() -> None:
    """Forget what nobody came back for in three months."""
    db.session.execute(delete(Autosave).where(Autosave.saved_at < now() - LASTS))
