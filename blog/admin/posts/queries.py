"""Reads what the editor offers and tells."""

from __future__ import annotations

from sqlalchemy import func, select

from blog.db import db
from blog.labels.models import Label
from blog.people.models import User
from blog.posts.models import Post, Revision


def label_names() -> list[str]:
    """Every label, for completion, those of many posts first."""
    return list(
        db.session.scalars(
            select(Label.name).order_by(Label.posts.desc(), func.lower(Label.name)).limit(500)
        )
    )


def people() -> list[tuple[str, str]]:
    """(number, name) of everybody who can be an author, and nobody."""
    rows = db.session.execute(select(User.id, User.name).order_by(func.lower(User.name), User.id))
    return [("", "–"), *((str(number), name) for number, name in rows)]


def last_saver(post: Post) -> str:
    """The name of who saved the post as it stands; "" where nobody knows."""
    return (
        db.session.scalar(
            select(User.name)
            .join(Revision, Revision.user_id == User.id)
            .where(Revision.post_id == post.id, Revision.version == post.version)
        )
        or ""
    )
