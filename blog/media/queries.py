"""Reads stored pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import load_only

from blog.db import db
from blog.media.models import ADDRESS as ADDRESS
from blog.media.models import Media
from blog.posts.models import Post
from blog.widgets.placements import Placement
from blog.widgets.queries import placements

STEM = re.compile(rf"{ADDRESS}([0-9a-f]{{32}})")


def by_name(name: str) -> Media | None:
    """The picture whose address below /media/ is that name."""
    return db.session.scalar(select(Media).filter_by(name=name))


def unused_of_origin(origin: str) -> list[Media]:
    """Pictures of that origin that no post or widget shows or has as its own."""
    used = used_stems()
    found = db.session.scalars(select(Media).where(Media.origin == origin))
    return [picture for picture in found if picture.stem not in used]


def uses(picture: Media) -> list[Post]:
    """Posts and pages of any state that show the picture or have it as their own, latest first.

    No index helps here; it is asked about one picture at a time, by somebody who looks at it.
    """
    is_shown = or_(
        Post.featured_id == picture.id,
        Post.html.contains(picture.stem, autoescape=True),
    )
    columns = load_only(
        Post.kind, Post.status, Post.title, Post.path, Post.published_at, Post.author_id,
        Post.was_public,
    )  # fmt: skip
    query = select(Post).where(is_shown).order_by(Post.updated_at.desc(), Post.id.desc())
    return list(db.session.scalars(query.options(columns)))


def placed(picture: Media) -> list[Placement]:
    """Widgets that show the picture, in the order in which they stand."""
    return [
        one
        for one in placements()
        if picture.id == one.settings.get("picture")
        or picture.stem in STEM.findall(one.settings.get("html", ""))
    ]


def used_stems() -> set[str]:
    """What the names of all pictures begin with that a post or widget shows or has as its own."""
    placed = [one.settings for one in placements()]
    portraits = [settings.get("picture") or 0 for settings in placed]
    own = select(Media.name).where(
        or_(Media.id.in_(select(Post.featured_id)), Media.id.in_(portraits))
    )
    found = {stem for settings in placed for stem in STEM.findall(settings.get("html", ""))}
    found |= {name.rpartition(".")[0] for name in db.session.scalars(own)}
    texts = select(Post.html).where(Post.html.contains(ADDRESS)).execution_options(yield_per=100)
    for html in db.session.scalars(texts):
        found.update(STEM.findall(html))
    return found


def choices(q: str = "", *, chosen_id: int | None = None, number: int = 24) -> list[Media]:
    """The newest pictures whose words fit, for a post to choose its own from.

    The one that is chosen stands first, whether it fits or not.
    """
    query = select(Media).where(Media.id != (chosen_id or 0))
    if q:
        places = (Media.filename, Media.alt)
        query = query.where(or_(*(place.icontains(q, autoescape=True) for place in places)))
    newest = query.order_by(Media.created_at.desc(), Media.id.desc()).limit(number)
    chosen = db.session.get(Media, chosen_id) if chosen_id else None
    return [*([chosen] if chosen else []), *db.session.scalars(newest)]


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
