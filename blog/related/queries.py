"""Reads which posts are alike, by what they are compared, and which wait to be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal, select, union_all
from sqlalchemy.orm import aliased

from blog.db import db
from blog.labels.models import PostLabel
from blog.labels.queries import posts_of
from blog.posts.models import Post
from blog.posts.queries import Teaser, few, public
from blog.related.models import PostTerm, Related, TermCount, Uncompared
from blog.related.weighing import ONE

# What is less alike has met by chance.
LEAST_LIKENESS = ONE * ONE // 50
# SQLite and PostgreSQL take some ten thousands of values in a statement.
MOST_ASKED = 5000


@dataclass(frozen=True)
class Words:
    """What of a post is compared."""

    id: int
    title: str
    text: str


def related(post_id: int, limit: int, at: datetime) -> list[Teaser]:
    """The public posts most like a post, the likest first; none while it is not public itself.

    Where too few are like it, the newest that have a label in common follow.
    """
    newest = Post.published_at.desc(), Post.id.desc()
    # Anybody may ask by its number, and what is like a draft tells what it is about.
    own = select(Post.id).where(Post.id == post_id, public(at)).scalar_subquery()
    alike = (
        select(Related.other_id.label("id"), Related.likeness.label("likeness"))
        .join(Post, Post.id == Related.other_id)
        .where(Related.post_id == own, public(at))
        .order_by(Related.likeness.desc(), *newest)
        .limit(limit)
        .cte()
    )
    are_few = select(func.count()).select_from(alike).scalar_subquery() < limit
    labelled = _labelled_like(own).where(are_few, public(at)).order_by(*newest).limit(limit)
    either = union_all(select(alike), select(labelled.subquery())).subquery()
    likeness = func.max(either.c.likeness).label("likeness")
    chosen = select(either.c.id, likeness).group_by(either.c.id).subquery()
    return few(chosen, chosen.c.likeness.desc())[:limit]


def waiting(limit: int, *, is_weighed: bool) -> list[tuple[int, int]]:
    """(post, asked) of those that wait to be weighed, or are weighed and wait for their likes."""
    rows = db.session.execute(
        select(Uncompared.post_id, Uncompared.asked)
        .where(Uncompared.is_weighed.is_(is_weighed))
        .order_by(Uncompared.post_id)
        .limit(limit)
    )
    return [(post, asked) for post, asked in rows]


def waiting_among(posts: Collection[int]) -> set[int]:
    """Those of the posts that wait themselves."""
    return set(db.session.scalars(select(Uncompared.post_id).where(Uncompared.post_id.in_(posts))))


def compared(label_id: int | None = None) -> Select[int]:
    """The posts that are compared with each other, or those of a label; their time may be ahead."""
    chosen = select(Post.id).where(_is_compared())
    return chosen.where(Post.id.in_(posts_of(label_id))) if label_id else chosen


def number_compared() -> int:
    """How many posts are compared with each other."""
    return db.session.scalar(select(func.count()).select_from(Post).where(_is_compared())) or 0


def every(step: int) -> list[int]:
    """Every so many-th of the posts that are compared."""
    return list(db.session.scalars(compared().where(Post.id % step == 0)))


def words_of(posts: Collection[int]) -> list[Words]:
    """What of those posts is compared; nothing of those that are not."""
    rows = db.session.execute(
        select(Post.id, Post.title, Post.text).where(Post.id.in_(posts), _is_compared())
    )
    return [Words(*row) for row in rows]


def labels_by_post(posts: Collection[int]) -> dict[int, list[int]]:
    """The numbers of each post's labels."""
    found = defaultdict[int, list[int]](list)
    for post, label in db.session.execute(
        select(PostLabel.post_id, PostLabel.label_id).where(PostLabel.post_id.in_(posts))
    ):
        found[post].append(label)
    return found


def number_counted() -> int:
    """How many posts there were when terms were counted."""
    return _counts([""]).get("", 0)


def counts(terms: Iterable[str]) -> dict[str, int]:
    """How many posts hold each of the terms; those without a number stand in one at most."""
    found: dict[str, int] = {}
    rest = iter(terms)
    while some := list(islice(rest, MOST_ASKED)):
        found |= _counts(some)
    return found


def likes(post_id: int, limit: int) -> dict[int, int]:
    """The posts most like it with their likeness, the likest first and the newer of equals."""
    return _likes(post_id, limit, PostTerm.post_id != post_id)


def likes_among(post_id: int, posts: Collection[int]) -> dict[int, int]:
    """The same of those posts alone."""
    return _likes(post_id, len(posts), PostTerm.post_id.in_(posts)) if posts else {}


def holders(post_id: int) -> set[int]:
    """The posts in whose list it stands."""
    return set(db.session.scalars(select(Related.post_id).where(Related.other_id == post_id)))


def lists(posts: Collection[int]) -> dict[int, list[int]]:
    """The list of each of those posts, the likest first and the newer of equals."""
    found = defaultdict[int, list[int]](list)
    for post, other in db.session.execute(
        select(Related.post_id, Related.other_id)
        .where(Related.post_id.in_(posts))
        .order_by(Related.likeness.desc(), Related.other_id.desc())
    ):
        found[post].append(other)
    return found


def _is_compared() -> ColumnElement[bool]:
    return and_(Post.kind == "post", Post.status == "published")


def _labelled_like(post_id: ScalarSelect[int]) -> Select[int, int]:
    """The other posts that carry one of its labels, as unlike as can be."""
    own = select(PostLabel.label_id).where(PostLabel.post_id == post_id)
    return (
        select(Post.id, literal(0).label("likeness"))
        .join(PostLabel, PostLabel.post_id == Post.id)
        .where(PostLabel.label_id.in_(own), Post.id != post_id)
        .group_by(Post.id, Post.published_at)
    )


def _counts(terms: list[str]) -> dict[str, int]:
    rows = db.session.execute(
        select(TermCount.term, TermCount.posts).where(TermCount.term.in_(terms))
    )
    return {term: posts for term, posts in rows}


def _likes(post_id: int, limit: int, condition: ColumnElement[bool]) -> dict[int, int]:
    own = aliased(PostTerm)
    likeness = func.sum(own.weight * PostTerm.weight)
    rows = db.session.execute(
        select(PostTerm.post_id, likeness)
        .join(own, own.term == PostTerm.term)
        .where(own.post_id == post_id, condition)
        .group_by(PostTerm.post_id)
        .having(likeness >= LEAST_LIKENESS)
        .order_by(likeness.desc(), PostTerm.post_id.desc())
        .limit(limit)
    )
    return {post: int(found) for post, found in rows}
