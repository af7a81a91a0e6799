"""Asks the index: which posts and comments hold the words, and which words were meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from blog.comments.models import Comment
from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.people.models import User
from blog.posts.models import Post
from blog.posts.paths import slug_of
from blog.search.asking import Question, Term, asked
from blog.search.entries import label_mark
from blog.search.finding import Readers, best, holds, key_of, newest
from blog.search.guessing import can_be_mistyped, guesses, initials, reach
from blog.search.models import COMMENTS, POSTS, IndexedComment, IndexedPost, KnownWord
from blog.search.tokens import EDITION, tokens

CANDIDATES = 200
# Where fewer match to the letter, longer words that begin so count as well.
FEW = 10
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
# So many posts of one microsecond find a place at their moment.
PLACES = 16
# Of each length and first letter so many words are weighed, for so many words of a question.
MOST_KNOWN, MOST_GUESSED = 300, 3


@dataclass(frozen=True)
class Found:
    """What a page of results shows of a post or page."""

    id: int
    kind: str
    title: str
    path: str
    summary: str
    text: str
    language: str | None
    direction: str
    published_at: datetime
    comments: int
    comments_policy: str
    author: str | None
    author_slug: str | None


@dataclass(frozen=True)
class FoundLabel:
    """A label, and how many public posts carry it but for those that just fell due."""

    name: str
    slug: str
    posts: int


def matches(
    question: Question,
    at: datetime,
    limit: int = CANDIDATES,
    *,
    kinds: Sequence[str] = ("post",),
) -> list[int]:
    """Numbers of the public posts that match, best first, the same on both databases.

    First those whose title holds all of it, then the others, each newest first. Where few match,
    posts with words that begin so follow.
    """
    if not question:
        return []
    readers = Readers(at, kinds)
    found = dict.fromkeys(best(question, readers, limit))
    wider = question.widened()
    if len(found) < min(FEW, limit) and wider != question:
        found |= dict.fromkeys(newest(wider, readers, limit))
    return list(found)[:limit]


def post_matches(question: Question) -> Select[int]:
    """Numbers of all posts and pages of any state that match, to be asked within a statement."""
    index, key = POSTS, key_of(POSTS)
    return (
        select(IndexedPost.post_id)
        .join(index, key == IndexedPost.place)
        .where(holds(index, question))
    )


def comment_matches(question: Question) -> Select[int]:
    """Numbers of all comments of any state that match, to be asked within a statement."""
    key: ColumnElement[int] = key_of(COMMENTS)
    return select(key).select_from(COMMENTS).where(holds(COMMENTS, question))


def shown(ids: Sequence[int]) -> list[Found]:
    """What a page of results shows of those posts but for their labels, in that order."""
    rows = db.session.execute(
        select(
            Post.id, Post.kind, Post.title, Post.path, Post.summary, Post.text, Post.language,
            Post.direction, Post.published_at, Post.comments, Post.comments_policy,
            User.name.label("author"), User.slug.label("author_slug"),
        )
        .outerjoin(User, User.id == Post.author_id)
        .where(Post.id.in_(ids))
    )  # fmt: skip
    found = {row.id: Found(**row._mapping) for row in rows}
    return [found[number] for number in ids if number in found]


def labels_beside(
    ids: Sequence[int], name: str
) -> tuple[dict[int, list[FoundLabel]], FoundLabel | None]:
    """The labels of each of the posts, and the label of that name, whatever its case.

    Both by one query. The label of that name is one that public posts carry.
    """
    carried = _labels(PostLabel.post_id).join(PostLabel, PostLabel.label_id == Label.id)
    # Asked by what an index knows, then compared: C, C++ and C# begin their addresses alike.
    called = _labels(literal(0)).where(or_(Label.name == name, Label.slug == slug_of(name)))
    both = union_all(carried.where(PostLabel.post_id.in_(ids)), called.where(Label.posts > 0))
    by_post: dict[int, list[FoundLabel]] = {}
    rows: Iterable[Any] = db.session.execute(both)
    for post, label, slug, posts in rows:
        by_post.setdefault(post, []).append(FoundLabel(label, slug, posts))
    mark, namesakes = label_mark(tokens(name)), by_post.pop(0, [])
    fitting = (label for label in namesakes if label_mark(tokens(label.name)) == mark)
    return by_post, next(fitting, None)


def most_used_labels(number: int) -> list[FoundLabel]:
    """The labels that the most public posts carry, by name."""
    query = _labels(literal(0)).where(Label.posts > 0)
    rows = db.session.execute(query.order_by(Label.posts.desc(), Label.id).limit(number))
    found = [FoundLabel(label, slug, posts) for _, label, slug, posts in rows]
    return sorted(found, key=lambda label: label.name.casefold())


def first_place(moment: datetime) -> int:
    """The first place of that moment; later moments have larger ones."""
    return (moment - BEGINNING) // timedelta(microseconds=1) * PLACES


def free_place(moment: datetime) -> int:
    """The first place at or right behind the moment that no other post has."""
    first, width = first_place(moment), PLACES
    while True:
        span = IndexedPost.place.between(first, first + width - 1)
        taken = set(db.session.scalars(select(IndexedPost.place).where(span)))
        if len(taken) < width:
            return next(place for place in range(first, first + width) if place not in taken)
        first, width = first + width, width * 8


def suggestion(question: Question, at: datetime, *, kinds: Sequence[str] = ("post",)) -> str | None:
    """The question with unknown words replaced by what they may have meant, if that finds anything.

    Only words that readers can find are known: none of a draft, or of what was public once.
    """
    readers, mended, looked_at = Readers(at, kinds), question.text, 0
    for term in reversed(question.terms):
        word = term.words[0]
        if not (term.is_word and can_be_mistyped(word)) or _is_known(word, readers):
            continue
        looked_at += 1
        meant = guesses(word, _known_words(word)) if looked_at <= MOST_GUESSED else []
        better = next((guess for guess in meant if _is_known(guess, readers)), None)
        if better is None:
            return None
        mended = mended[: term.start] + better + mended[term.end :]
    if mended == question.text or not matches(asked(mended), at, 1, kinds=kinds):
        return None
    return mended


def stale_posts(limit: int) -> list[int]:
    """Some of the posts whose words are to be indexed anew."""
    stale = select(IndexedPost.post_id).where(IndexedPost.edition < EDITION).limit(limit)
    return list(db.session.scalars(stale))


def missing_posts(limit: int) -> list[int]:
    """Some of the posts that are not in the index."""
    is_there = exists().where(IndexedPost.post_id == Post.id)
    return list(db.session.scalars(select(Post.id).where(~is_there).limit(limit)))


def stale_comments(limit: int) -> list[int]:
    """Some of the comments whose words are to be indexed anew."""
    stale = select(IndexedComment.comment_id).where(IndexedComment.edition < EDITION).limit(limit)
    return list(db.session.scalars(stale))


def missing_comments(limit: int) -> list[int]:
    """Some of the comments that are not in the index."""
    is_there = exists().where(IndexedComment.comment_id == Comment.id)
    return list(db.session.scalars(select(Comment.id).where(~is_there).limit(limit)))


def posts_of_comments(ids: Sequence[int]) -> list[int]:
    """Numbers of the posts that those comments stand on, in the order in which they are held."""
    on = select(Comment.post_id).where(Comment.id.in_(ids)).distinct()
    return list(db.session.scalars(on.order_by(Comment.post_id)))


def number_of_texts() -> int:
    """How many posts and comments of any state there are."""
    posts, comments = (
        select(func.count()).select_from(table).scalar_subquery() for table in (Post, Comment)
    )
    return db.session.scalar(select(posts + comments)) or 0


def number_of_unindexed() -> int:
    """How many of them the index lacks or knows as an older version cut them."""
    current = [
        select(func.count()).select_from(table).where(table.edition == EDITION).scalar_subquery()
        for table in (IndexedPost, IndexedComment)
    ]
    return number_of_texts() - (db.session.scalar(select(current[0] + current[1])) or 0)


def untold_posts(at: datetime, limit: int) -> list[int]:
    """Some of the public posts whose words are not known yet."""
    # SQLite knows the index of the untold ones only by its own words.
    is_untold: ColumnElement[bool] = literal_column("NOT indexed_post.is_told")
    query = (
        select(IndexedPost.post_id).join(Post).where(is_untold, Readers(at, ("post", "page")).see())
    )
    return list(db.session.scalars(query.order_by(IndexedPost.place).limit(limit)))


def known_words(after: str, limit: int) -> list[str]:
    """The words to guess by, some of those that follow that one."""
    following = select(KnownWord.word).where(KnownWord.word > after)
    return list(db.session.scalars(following.order_by(KnownWord.word).limit(limit)))


def unwritten(words: Sequence[str]) -> list[str]:
    """Those of the words that no post or page holds, of whatever state."""
    held = (post_matches(_alone(word)).limit(1) for word in words)
    return [word for word, one in zip(words, held, strict=True) if db.session.scalar(one) is None]


def _labels(post: ColumnElement[int] | InstrumentedAttribute[int]) -> Select[int, str, str, int]:
    return select(post, Label.name, Label.slug, Label.posts)


def _is_known(word: str, readers: Readers) -> bool:
    """Whether readers find the word."""
    return bool(newest(_alone(word), readers, 1))


def _alone(word: str) -> Question:
    return Question(word, ((Term((word,)),),))


def _known_words(word: str) -> list[tuple[str, int]]:
    """The most frequent words that begin so and are about as long, with their frequencies."""
    lengths = range(len(word) - reach(word), len(word) + reach(word) + 1)
    columns = KnownWord.word, KnownWord.posts
    parts = [
        select(*columns)
        .where(KnownWord.initial == initial, KnownWord.length == length)
        .order_by(KnownWord.posts.desc(), KnownWord.word.desc())
        .limit(MOST_KNOWN)
        .subquery()
        for initial in sorted(initials(word))
        for length in lengths
    ]
    rows: Iterable[Any] = db.session.execute(union_all(*(select(*part.c) for part in parts)))
    return [(known, posts) for known, posts in rows]
