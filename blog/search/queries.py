"""Finds posts by words in their title and text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_

from blog.db import db
from blog.posts.models import Post
from blog.posts.queries import Teaser, teasers, with_labels

CANDIDATES = 200
LONGEST_QUERY = 200
MOST_WORDS = 12  # Each costs a look at all texts, and nobody seeks by more.


def matches(text: str, at: datetime) -> list[Teaser]:
    """Public posts that hold each of the first words, newest first, at most CANDIDATES."""
    query = teasers(at)
    for word in list(dict.fromkeys(text[:LONGEST_QUERY].lower().split()))[:MOST_WORDS]:
        pattern = f"%{_escaped(word)}%"
        query = query.where(
            or_(
                func.lower(Post.title).like(pattern, escape="\\"),
                func.lower(Post.text).like(pattern, escape="\\"),
            )
        )
    query = query.order_by(Post.published_at.desc(), Post.id.desc()).limit(CANDIDATES)
    return [Teaser(**row._mapping) for row in db.session.execute(query)]


def page_of(found: list[Teaser], number: int, size: int) -> list[Teaser]:
    """One page of the matches, with labels; pages count from 1."""
    return with_labels(found[(number - 1) * size : number * size])


def _escaped(word: str) -> str:
    for special in "\\%_":
        word = word.replace(special, f"\\{special}")
    return word
