"""Reads what somebody typed and has not saved."""

from __future__ import annotations

from sqlalchemy import select

from blog.db import db
from blog.people.models import User
from blog.posts.models import Autosave, Post


def autosave_of(who: User, slot: str) -> Autosave | None:
    """The person's own row of that slot."""
    return db.session.scalar(select(Autosave).filter_by(user_id=who.id, slot=slot))


def found(who: User | None, slot: str) -> Autosave | None:
    """What to offer when the editor is opened: typed, and not in the post meanwhile."""
    kept = autosave_of(who, slot) if who else None
    if kept is None or not kept.post_id:
        return kept
    post = db.session.get(Post, kept.post_id)
    return None if post is None or _is_in(post, kept) else kept


def _is_in(post: Post, kept: Autosave) -> bool:
    """Whether a save came after it with that very text, as when the last words cross a save."""
    fields = kept.fields
    is_same = (fields.get("title"), _folded(fields.get("source"))) == (
        post.title, _folded(post.source),
    )  # fmt: skip
    return is_same and kept.version < post.version


def _folded(source: str | None) -> str:
    return (source or "").replace("\r\n", "\n").strip()
