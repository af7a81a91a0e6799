"""Verbs over likeness: asking for it, weighing a post's terms, keeping its likes. No commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, tuple_, update

from blog.db import db, insert
from blog.posts.models import Post
from blog.related.models import PostTerm, Related, TermCount, Uncompared
from blog.related.queries import (
    compared,
    counts,
    labels_by_post,
    lists,
    number_counted,
    words_of,
)
from blog.related.weighing import terms, weights

# A list holds more than a widget shows, since some of it may be taken from readers at any time.
KEPT = 20
MOST_SHOWN = 12
UNWATCHED = {"synchronize_session": False}
AGAIN: dict[str, Any] = {
    "index_elements": ["post_id"],
    "set_": {"asked": Uncompared.asked + 1, "is_weighed": False},
}

Weights = dict[int, dict[str, int]]


def ask_for(post: Post) -> None:
    """Have the post compared anew soon; asked several times, that is done once."""
    if post.kind == "post":
        row = insert(Uncompared).values(post_id=post.id)
        db.session.execute(row.on_conflict_do_update(**AGAIN))


def ask_for_all(label_id: int | None = None) -> None:
    """Have every post compared anew, or every one with that label."""
    rows = insert(Uncompared).from_select(["post_id"], compared(label_id).order_by(Post.id))
    db.session.execute(rows.on_conflict_do_update(**AGAIN))


def forget_counts() -> None:
    """Let the terms be counted anew before the next post is weighed."""
    db.session.execute(delete(TermCount), execution_options=UNWATCHED)


def write_counts(posts: Mapping[str, int]) -> None:
    """Put those counts in the place of the old ones."""
    forget_counts()
    if posts:
        rows = [{"term": term, "posts": number} for term, number in posts.items()]
        db.session.execute(insert(TermCount), rows)


def all_terms(posts: Collection[int]) -> dict[int, dict[str, float]]:
    """How often each term counts in those of the posts that are compared; writes nothing."""
    labels = labels_by_post(posts)
    return {
        words.id: terms(words.title, words.text, labels.get(words.id, ()))
        for words in words_of(posts)
    }


def fresh_weights(posts: Collection[int]) -> Weights:
    """What each of the posts is compared by, nothing for one that is not; writes nothing."""
    often = all_terms(posts)
    total, known = number_counted(), counts({term for one in often.values() for term in one})
    return {post: weights(often.get(post, {}), known, total) for post in posts}


def write_weights(waited: Mapping[int, int], fresh: Weights) -> None:
    """Keep what was weighed of those posts, but for what changed since it was read.

    `waited` holds how often each had been asked for when it was read.
    """
    for post, asked in waited.items():
        still = update(Uncompared).filter_by(post_id=post, asked=asked).values(is_weighed=True)
        if not _changed(still):
            continue
        db.session.execute(delete(PostTerm).filter_by(post_id=post), execution_options=UNWATCHED)
        rows = [
            {"post_id": post, "term": term, "weight": weight}
            for term, weight in fresh[post].items()
        ]
        if rows:
            db.session.execute(insert(PostTerm), rows)


def write_likes(post: int, asked: int, own: Mapping[int, int], others: Mapping[int, int]) -> None:
    """Keep a post's own list, and its place in the lists of others, unless it changed meanwhile.

    `own` holds its likes, the likest first; `others` how alike each of the others is that lists it
    or may do so, 0 for one that is to list it no more.
    """
    if not _changed(delete(Uncompared).filter_by(post_id=post, asked=asked, is_weighed=True)):
        return
    db.session.execute(delete(Related).filter_by(post_id=post), execution_options=UNWATCHED)
    _put([(post, other, likeness) for other, likeness in list(own.items())[:KEPT]])
    _put([(other, post, likeness) for other, likeness in others.items() if likeness])
    left = [other for other, likeness in others.items() if not likeness]
    db.session.execute(
        delete(Related).where(Related.post_id.in_(left), Related.other_id == post),
        execution_options=UNWATCHED,
    )
    _even_out(others, left)


def _even_out(others: Collection[int], left: Collection[int]) -> None:
    """Cut the lists that grew too long, and have those that became too short made anew."""
    found = lists(others)
    beyond = [(other, like) for other, listed in found.items() for like in listed[KEPT:]]
    if beyond:
        pairs = tuple_(Related.post_id, Related.other_id).in_(beyond)
        db.session.execute(delete(Related).where(pairs), execution_options=UNWATCHED)
    short = [other for other in left if len(found.get(other, ())) < MOST_SHOWN]
    if short:
        rows = [{"post_id": other, "is_weighed": True} for other in short]
        db.session.execute(insert(Uncompared).on_conflict_do_nothing(), rows)


def _put(pairs: Collection[tuple[int, int, int]]) -> None:
    if not pairs:
        return
    rows = [{"post_id": one, "other_id": other, "likeness": like} for one, other, like in pairs]
    put = insert(Related)
    db.session.connection().execute(
        put.on_conflict_do_update(
            index_elements=["post_id", "other_id"], set_={"likeness": put.excluded.likeness}
        ),
        rows,
    )


def _changed(statement: object) -> bool:
    done = db.session.execute(statement, execution_options=UNWATCHED)  # type: ignore[call-overload]
    return bool(done.rowcount)
