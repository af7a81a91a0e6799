"""Finds the newest matches in the full-text index, on each database in its own way.

On both a match means the same. SQLite's full-text table is walked from the newest match on;
PostgreSQL's index names all matches in no order, and whether words stand side by side it sees in
the stored stream, since a tsvector forgets where late and frequent words stand. What is made of
the matches is the business of `queries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    TableClause,
    TextClause,
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
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from blog.db import UtcDateTime, db
from blog.posts.models import Post
from blog.search.asking import Question, Term
from blog.search.expressions import fts5, phrase, tsquery, tsquery_of
from blog.search.models import POSTS, IndexedPost

# On PostgreSQL what so many of a few hundred newest posts hold is common: it is met soon among the
# nearer ones. Words in a row are looked for there sooner, since the index does not know them.
SAMPLE, OFTEN, OFTEN_IN_A_ROW, NEAR = 400, 16, 2, 50_000
# CROSS JOIN keeps SQLite to this order: from the newest match on, until there are enough.
_WALK = (
    "SELECT {part} AS part, post.id AS id, post_index.rowid AS place FROM post_index"
    " CROSS JOIN indexed_post ON indexed_post.place = post_index.rowid"
    " CROSS JOIN post ON post.id = indexed_post.post_id"
    " WHERE post_index MATCH :{asked} AND post.kind IN :kinds"
    " AND post.status = 'published' AND post.published_at <= :at"
    " ORDER BY post_index.rowid DESC LIMIT :limit"
)
_WALKS = "SELECT * FROM ({}) UNION ALL SELECT * FROM ({})"
_BOUND: list[BindParameter[Any]] = [
    bindparam("kinds", expanding=True),
    bindparam("at", type_=UtcDateTime()),
]
WALK = text(_WALK.format(part=0, asked="asked")).bindparams(*_BOUND)
BOTH_WALKS = text(
    _WALKS.format(_WALK.format(part=0, asked="titled"), _WALK.format(part=1, asked="asked"))
).bindparams(*_BOUND)


@dataclass(frozen=True)
class Readers:
    """Who sees what is public at that moment, of those kinds."""

    at: datetime
    kinds: Sequence[str]

    def see(self) -> ColumnElement[bool]:
        is_out = and_(Post.status == "published", Post.published_at <= self.at)
        return and_(Post.kind.in_(self.kinds), is_out)


def best(question: Question, readers: Readers, limit: int) -> list[int]:
    """Numbers of the public posts that match: those by their titles, then others; newest first."""
    if not question:
        return []
    if _is_sqlite():
        asked_for = {"titled": fts5(question, in_title=True), "asked": fts5(question)}
        titled, others = _walked(BOTH_WALKS, asked_for, readers, limit)
    else:
        titled, others = _looked_for(question, readers, limit)
    return list(dict.fromkeys([*titled, *others]))[:limit]


def newest(question: Question, readers: Readers, limit: int) -> list[int]:
    """Numbers of the newest public posts that match, best asked of what is not common."""
    if not question:
        return []
    if _is_sqlite():
        return _walked(WALK, {"asked": fts5(question)}, readers, limit)[0]
    return _by_part(db.session.execute(_named(question, False, readers, limit)), 1)[0]


def _walked(
    walk: TextClause, asked_for: dict[str, str], readers: Readers, limit: int
) -> list[list[int]]:
    rows = db.session.execute(walk, {**asked_for, **vars(readers), "limit": limit})
    return _by_part(rows, len(asked_for))


def _looked_for(question: Question, readers: Readers, limit: int) -> list[list[int]]:
    """By titles and anywhere: PostgreSQL's index names rare words quickly, common ones slowly."""
    titles = True, False
    near = _newest_rows(SAMPLE)
    held = [func.count().filter(holds(near, question, in_title)) for in_title in titles]
    often = OFTEN_IN_A_ROW if _side_by_side(near, question) else OFTEN
    is_common = [number >= often for number in db.session.execute(select(*held)).one()]
    looks = (
        (_near if is_common[part] else _named)(question, in_title, readers, limit, part)
        for part, in_title in enumerate(titles)
    )
    found = _by_part(db.session.execute(union_all(*looks)), len(titles))
    for part, in_title in enumerate(titles):
        if is_common[part] and len(found[part]) < limit:
            rows = db.session.execute(_named(question, in_title, readers, limit))
            found[part] = _by_part(rows, 1)[0]
    return found


def _near(
    question: Question, in_title: bool, readers: Readers, limit: int, part: int
) -> Select[Any]:
    """The newest to be seen among the newest rows."""
    near = _newest_rows(NEAR)
    seen = _seen(near, near.c.place, readers, limit).where(holds(near, question, in_title))
    return _of_part(part, seen)


def _named(
    question: Question, in_title: bool, readers: Readers, limit: int, part: int = 0
) -> Select[Any]:
    """The newest to be seen among all that the index names, which it does in no order."""
    asked = literal(tsquery(question, in_title=in_title))
    # Done by itself, put in order, and then walked until there are enough that readers see.
    named = select(POSTS.c.place).where(_has(POSTS, asked)).cte()
    named = named.prefix_with("MATERIALIZED", dialect="postgresql")
    walk = select(named.c.place).order_by(named.c.place.desc()).offset(0).subquery()
    source: FromClause = walk
    in_a_row = _side_by_side(POSTS, question)
    if in_a_row:
        source = walk.join(POSTS, POSTS.c.place == walk.c.place)
    return _of_part(part, _seen(source, walk.c.place, readers, limit).where(*in_a_row))


def _newest_rows(number: int) -> Subquery:
    columns = select(POSTS.c.place, POSTS.c.stream, POSTS.c.words)
    return columns.order_by(POSTS.c.place.desc()).limit(number).subquery()


def _of_part(part: int, seen: Select[Any]) -> Select[Any]:
    return select(literal(part).label("part"), *seen.subquery().c)


def _seen(
    matching: FromClause, place: ColumnElement[int], readers: Readers, limit: int
) -> Select[Any]:
    """Of what matches the newest that readers see."""
    # Looked up one by one: the planner, which cannot know how many match, would read whole tables.
    post = (
        select(Post.id)
        .join(IndexedPost, IndexedPost.post_id == Post.id)
        .where(IndexedPost.place == place, readers.see())
        .limit(1)
        .lateral()
    )
    newest_first = select(post.c.id, place.label("place")).order_by(place.desc()).limit(limit)
    return newest_first.select_from(matching.join(post, true()))


def _by_part(rows: Iterable[Any], number: int) -> list[list[int]]:
    """The numbers of the posts of each part, the newest first."""
    found: list[list[int]] = [[] for _ in range(number)]
    for row in sorted(rows, key=lambda row: -row.place):
        found[row.part].append(row.id)
    return found


def holds(index: FromClause, question: Question, in_title: bool = False) -> ColumnElement[bool]:
    """What holds for the rows of the index that match."""
    if not question:
        return false()
    if _is_sqlite():
        name: ColumnElement[str] = literal_column(index.description)
        return name.bool_op("MATCH")(fts5(question, in_title=in_title))
    asked = literal(tsquery(question, in_title=in_title))
    return and_(_has(index, asked), *_side_by_side(index, question))


def _has(index: FromClause, asked: ColumnElement[str]) -> ColumnElement[bool]:
    """That a row has the words; the planner, which knows no cost of long rows, shall not guess."""
    # Of a constant it would guess that many rows have it, and read all of them without the index.
    words = select(cast(asked, TSQUERY)).scalar_subquery()
    return index.c.words.bool_op("@@")(words)


def _side_by_side(index: FromClause, question: Question) -> list[ColumnElement[bool]]:
    """What PostgreSQL's index does not know, and the rows must be read for."""
    return [
        *(
            or_(*(_stands(index, term) for term in clause))
            for clause in question.clauses
            if any(len(term.words) > 1 for term in clause)
        ),
        *(not_(_stands(index, term)) for term in question.excluded if len(term.words) > 1),
    ]


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
