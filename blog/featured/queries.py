"""Reads the featured post, and those to choose from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from blog.db import db
from blog.posts.models import Alias, Post
from blog.posts.queries import Teaser, teasers

CHOICES = 200


def featured(post_id: int, at: datetime) -> Teaser | None:
    """The post of that number while it is public."""
    row = db.session.execute(teasers(at).where(Post.id == post_id)).first()
    return Teaser(**row._mapping) if row else None


def choices(chosen_id: int) -> list[tuple[int, str, datetime | None]]:
    """(id, title, moment) of the newest published posts, scheduled ones too, and of the chosen.

    That one may be a draft by now, and is not to be lost for it.
    """
    published = Post.kind == "post", Post.status == "published"
    order = Post.published_at.desc(), Post.id.desc()
    newest = select(Post.id).where(*published).order_by(*order).limit(CHOICES).subquery()
    rows = db.session.execute(
        select(Post.id, Post.title, Post.published_at)
        .where(Post.kind == "post", or_(Post.id.in_(select(newest.c.id)), Post.id == chosen_id))
        .order_by(*order)
    )
    return [(number, title, moment) for number, title, moment in rows]


def post_at(key: str) -> int:
    """The number of the post that answers, or once answered, to an address; 0 for none."""
    twins = key, key.removesuffix("/")
    own = select(Post.id).where(Post.path_key.in_(twins), Post.kind == "post")
    old = select(Alias.post_id).join(Post, Post.id == Alias.post_id)
    old = old.where(Alias.path_key.in_(twins), Post.kind == "post")
    return db.session.scalar(own) or db.session.scalar(old) or 0
