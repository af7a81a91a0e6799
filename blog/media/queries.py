"""Reads stored pictures."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import exists, or_, select

from blog.db import db
from blog.media.models import ADDRESS as ADDRESS
from blog.media.models import Media
from blog.posts.models import Post


def by_name(name: str) -> Media | None:
    """The picture whose address below /media/ is that name."""
    return db.session.scalar(select(Media).filter_by(name=name))


def unused_of_origin(origin: str) -> list[Media]:
    """Pictures of that origin that no post has as its own or in its text."""
    is_shown = exists().where(or_(Post.featured_id == Media.id, Post.html.contains(Media.name)))
    return list(db.session.scalars(select(Media).where(Media.origin == origin, ~is_shown)))


def picture_attributes(src: str) -> Mapping[str, str]:
    """HTML attributes that the picture at an address gets, if it is one of ours."""
    picture = by_name(src.removeprefix(ADDRESS)) if src.startswith(ADDRESS) else None
    if not picture:
        return {}
    return {
        "width": str(picture.width),
        "height": str(picture.height),
        "srcset": source_set(picture.name, picture.width, picture.widths),
        "sizes": "(width < 42rem) 100vw, 37rem",
    }


def source_set(name: str, width: int, widths: list[int]) -> str:
    """The `srcset` of a picture and its smaller copies."""
    stem = name.rpartition(".")[0]
    copies = [f"{ADDRESS}{stem}-{smaller}.webp {smaller}w" for smaller in sorted(widths)]
    return ", ".join([*copies, f"{ADDRESS}{name} {width}w"])
