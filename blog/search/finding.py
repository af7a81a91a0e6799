"""Finds the newest matches in the full-text index, on each database in its own way.

On both a match means the same. SQLite's full-text table is walked from the newest match on;
PostgreSQL's index names all matches in no order, and whether words stand side by side it sees in
the stored stream, since a tsvector forgets where late and frequent words stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    TableClause,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from blog.db import UtcDateTime, db
from blog.posts.models import Post
from blog.search.asking import Question, Term
from blog.search.expressions import fts5, phrase, tsquery, tsquery_of
from blog.search.models import POSTS, IndexedPost

# So many matches are looked at beyond those wanted: drafts and what is scheduled are no match.
SPARE = 50
# Of a blog's newest posts so many are looked through; if one in so many matches, older ones, too.
# The index knows no phrases: there it would leave all posts with the words to be looked through.
NEAR, OFTEN, OFTEN_SIDE_BY_SIDE = 1_000, 20, 200
# CROSS JOIN keeps SQLite to this order: from the newest match on, until there are enough.
WALK = text(
    "SELECT post.id FROM post_index"
    " CROSS JOIN indexed_post ON indexed_post.place = post_index.rowid"
    " CROSS JOIN post ON post.id = indexed_post.post_id"
    " WHERE post_index MATCH :asked AND post.kind IN :kinds"
    " AND post.status = 'published' AND post.published_at <= :at"
    " ORDER BY post_index.rowid DESC LIMIT :limit"
).bindparams(bindparam("kinds", expanding=True), bindparam("at", type_=UtcDateTime()))


@dataclass(frozen=True)
class Readers:
    """Who sees what is public at that moment, of those kinds."""

    at: datetime
    kinds: Sequence[str]

    def see(self) -> ColumnElement[bool]:
        is_out = and_(Post.status == "published", Post.published_at <= self.at)
        return and_(Post.kind.in_(self.kinds), is_out)


def newest(
    question: Question, readers: Readers, limit: int, *, in_title: bool = False
) -> list[int]:
    """Numbers of the newest public posts that match."""
    if not question:
        return []
    if _is_sqlite():
        asked_for = fts5(question, in_title=in_title)
        return list(
            db.session.scalars(
                WALK, {"asked": asked_for, "limit": limit, "at": readers.at, "kinds": readers.kinds}
            )
        )
    return _newest_on_postgresql(question, readers, limit, in_title)


def _newest_on_postgresql(
    question: Question, readers: Readers, limit: int, in_title: bool
) -> list[int]:
    """Its index names matches in no order, so common words are sought among the newest posts.

    The share of those that match tells whether to look further back or to ask the index.
    """
    wanted = limit + SPARE
    often = OFTEN_SIDE_BY_SIDE if question.phrases else OFTEN
    look = _look_near(NEAR, wanted, question, readers, in_title)
    if look.matches < wanted and look.matches * often >= look.of == NEAR:
        further = NEAR * wanted * 3 // (2 * look.matches)
        look = _look_near(further, wanted, question, readers, in_title)
    while len(look.found) < limit and not look.is_all:
        wanted *= 2
        look = _look_everywhere(wanted, question, readers, in_title)
    return look.found[:limit]


@dataclass(frozen=True)
class _Look:
    """The posts found, how many matched before readers' eyes, and of how many rows."""

    found: list[int]
    matches: int
    of: int
    is_all: bool


def _look_near(
    number: int, wanted: int, question: Question, readers: Readers, in_title: bool
) -> _Look:
    """Among so many of the newest rows."""
    columns = select(POSTS.c.place, POSTS.c.stream, POSTS.c.words)
    near = _apart(columns.order_by(POSTS.c.place.desc()).limit(number), "near")
    seen = _seen(_matching(near, question, in_title), wanted, readers).subquery()
    total = select(func.count().label("of")).select_from(near).subquery()
    rows = db.session.execute(
        select(total.c.of, seen)
        .select_from(total.outerjoin(seen, true()))
        .order_by(seen.c.place.desc())
    ).all()
    matching, of = [row for row in rows if row.place is not None], rows[0].of
    found = [row.id for row in matching if row.is_seen]
    return _Look(found, len(matching), of, is_all=of < number and len(matching) < wanted)


def _look_everywhere(wanted: int, question: Question, readers: Readers, in_title: bool) -> _Look:
    """Among all rows, by the index."""
    matching = _matching(POSTS, question, in_title)
    seen = _seen(matching, wanted, readers).subquery()
    rows = db.session.execute(select(seen).order_by(seen.c.place.desc())).all()
    found = [row.id for row in rows if row.is_seen]
    return _Look(found, len(rows), len(rows), is_all=len(rows) < wanted)


def _matching(index: FromClause, question: Question, in_title: bool) -> CTE:
    """The places of all that match among those rows."""
    return _apart(select(index.c.place).where(holds(index, question, in_title)), "matching")


def _apart(query: Select[Any], name: str) -> CTE:
    """To be done by itself, whatever PostgreSQL's planner thinks: it knows no cost of long rows."""
    return query.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


def _seen(matching: CTE, number: int, readers: Readers) -> Select[int, int, bool]:
    """Of so many matches, the newest: place, post, and whether readers see it."""
    newest = select(matching.c.place).order_by(matching.c.place.desc()).limit(number).subquery()
    return (
        select(newest.c.place, Post.id, readers.see().label("is_seen"))
        .join(IndexedPost, IndexedPost.place == newest.c.place)
        .join(Post, Post.id == IndexedPost.post_id)
    )


def holds(index: FromClause, question: Question, in_title: bool = False) -> ColumnElement[bool]:
    """What holds for the rows of the index that match."""
    if not question:
        return false()
    if _is_sqlite():
        name: ColumnElement[str] = literal_column(index.description)
        return name.bool_op("MATCH")(fts5(question, in_title=in_title))
    asked = cast(literal(tsquery(question, in_title=in_title)), TSQUERY)
    return and_(
        index.c.words.bool_op("@@")(asked),
        *(
            or_(*(_stands(index, term) for term in clause))
            for clause in question.clauses
            if any(len(term.words) > 1 for term in clause)
        ),
        *(not_(_stands(index, term)) for term in question.excluded if len(term.words) > 1),
    )


def _stands(index: FromClause, term: Term) -> ColumnElement[bool]:
    """That a row of PostgreSQL's index holds the term to the letter."""
    by_words = index.c.words.bool_op("@@")(cast(literal(tsquery_of(term)), TSQUERY))
    if len(term.words) == 1 or term.field == "title":
        return by_words
    side_by_side = func.strpos(index.c.stream, phrase(term)) > 0
    if term.whole:
        whole = Term((term.whole,))
        return or_(
            side_by_side, index.c.words.bool_op("@@")(cast(literal(tsquery_of(whole)), TSQUERY))
        )
    return side_by_side


def tsvector(words: Iterable[str]) -> ColumnElement[Any]:
    """The words as PostgreSQL keeps them: as they are, never cut by its own rules."""
    return cast(literal(" ".join(f"'{word}'" for word in words)), TSVECTOR)


def key_of(index: TableClause) -> ColumnElement[int]:
    return index.c.rowid if _is_sqlite() else index.c.place


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
