"""Verbs over what the filter has learnt. No request, no commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import case, delete, update
from sqlalchemy.orm import InstrumentedAttribute

from blog.comments.models import Comment
from blog.db import db, insert
from blog.spam.features import features, with_grams
from blog.spam.models import Token

# What each state teaches. A comment that was deleted goes on teaching what it taught before.
LESSONS = {"approved": "ham", "spam": "spam", "pending": ""}
BATCH = 500


def learn(comment: Comment) -> None:
    """Let the filter know what a comment is by its state, and forget what it was held for before.

    Only what came through the form teaches: imported comments are not what is sent here.
    """
    if comment.origin == "form" and comment.erased_at is None and comment.state in LESSONS:
        _teach(comment, LESSONS[comment.state])


def forget(comment: Comment) -> None:
    """Take back what the filter learnt from a comment, before its words change or go."""
    _teach(comment, "")


def _teach(comment: Comment, lesson: str) -> None:
    """The former lesson is tested in the database, so that two who teach the same count it once."""
    was = comment.learnt_as
    if was == lesson:
        return
    changed = db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id, Comment.learnt_as == was)
        .values(learnt_as=lesson)
    )
    if changed.rowcount:  # type: ignore[attr-defined]
        ham = (lesson == "ham") - (was == "ham")
        spam = (lesson == "spam") - (was == "spam")
        _count(_tokens(comment), ham, spam)


def _tokens(comment: Comment) -> list[str]:
    """In a fixed order, the totals first: two lessons at a time wait for one another there."""
    seen = features(comment.source, comment.author_name, comment.author_email, comment.author_url)
    return sorted({"", *with_grams(seen)})


def _count(tokens: Sequence[str], ham: int, spam: int) -> None:
    for batch in _batches(tokens):
        first = [{"token": token, "ham": max(0, ham), "spam": max(0, spam)} for token in batch]
        db.session.execute(
            insert(Token)
            .values(first)
            .on_conflict_do_update(
                index_elements=["token"],
                set_={"ham": _moved(Token.ham, ham), "spam": _moved(Token.spam, spam)},
            )
        )
        if min(ham, spam) < 0:
            is_nothing = (Token.ham == 0) & (Token.spam == 0)
            db.session.execute(delete(Token).where(Token.token.in_(batch), is_nothing))


def _moved(column: InstrumentedAttribute[int], step: int) -> object:
    """Never below nothing: another release may have seen other tokens in the same comment."""
    return case((column + step < 0, 0), else_=column + step)


def _batches(tokens: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(tokens)
    while batch := list(islice(rest, BATCH)):
        yield batch
