"""What a search page tells: what was found for a text, and what else could be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import OperationalError

from blog.db import db
from blog.richtext.characters import scrubbed
from blog.richtext.prose import letter_edge
from blog.search.asking import Question, asked
from blog.search.queries import (
    CANDIDATES,
    Found,
    FoundLabel,
    labels_beside,
    matches,
    most_used_labels,
    shown,
    suggestion,
)
from blog.search.snippets import Piece, marked, passages, sought
from blog.widgets.budget import OverrunError, is_overrun, limited

KINDS = ("post", "page")
LONGEST_QUERY = 200
# What takes the database longer is told to ask for too much. A GET writes nothing, so that this,
# and not a count of who asked how often, bounds what anybody can make the blog do.
SECONDS = 1.0
# So few finds make it likely that a word was mistyped.
FEW = 3
MOST_LABELS = 30


@dataclass(frozen=True)
class Find(Found):
    """A post with its labels, and what was sought marked in its title and passages of its text."""

    labels: Sequence[tuple[str, str]] = ()
    heading: Sequence[Piece] = ()
    passages: Sequence[Sequence[Piece]] = ()


@dataclass(frozen=True)
class Answer:
    """One page of what was found; `is_all` unless more was left out.

    `is_wordless` where only signs were asked for, which nobody can tell to be in no post.
    """

    query: str
    was_cut: bool = False
    is_broad: bool = False
    count: int = 0
    is_all: bool = True
    is_wordless: bool = False
    is_only_negative: bool = False
    label: FoundLabel | None = None
    suggestion: str | None = None
    labels: Sequence[FoundLabel] = ()
    posts: Sequence[Find] = ()
    number: int = 1
    pages: int = 1


def answer(text: str, number: int, size: int, at: datetime) -> Answer:
    """What was found for that text; the nearest page, of 1 and more, stands for a missing one."""
    query = " ".join(scrubbed(text).split())
    if not query:
        return Answer("", labels=most_used_labels(MOST_LABELS))
    was_cut = len(query) > LONGEST_QUERY
    query = query[: letter_edge(query, LONGEST_QUERY)].rstrip() if was_cut else query
    try:
        with limited(SECONDS):
            found = _found(query, number, size, at)
    except (OperationalError, OverrunError) as fault:
        if not is_overrun(fault):
            raise
        db.session.rollback()
        return Answer(query, was_cut, is_broad=True)
    return replace(found, was_cut=was_cut)


def _found(query: str, number: int, size: int, at: datetime) -> Answer:
    question = asked(query)
    ids = matches(question, at, CANDIDATES, kinds=KINDS)
    pages = -(-len(ids) // size) or 1
    number = min(max(number, 1), pages)
    page = ids[(number - 1) * size : number * size]
    labels, label = labels_beside(page, "" if question.excluded else query)
    is_poor = len(ids) < FEW and not label
    return Answer(
        query,
        count=len(ids),
        is_all=len(ids) < CANDIDATES,
        is_wordless=not (question.clauses or question.excluded),
        is_only_negative=question.is_only_negative,
        label=label,
        suggestion=suggestion(question, at, kinds=KINDS) if is_poor else None,
        posts=_finds(page, labels, question),
        number=number,
        pages=pages,
    )


def _finds(
    ids: list[int], labels: Mapping[int, Sequence[FoundLabel]], question: Question
) -> list[Find]:
    in_title, in_text = (sought(question, in_title=is_title) for is_title in (True, False))
    return [
        Find(
            **vars(post),
            labels=sorted((label.slug, label.name) for label in labels.get(post.id, ())),
            heading=marked(post.title, in_title),
            passages=passages(post.text, in_text),
        )
        for post in (shown(ids) if ids else ())
    ]
