"""Indexing what is not indexed yet, or is to be indexed anew, and the words to guess by.

Batch by batch, so that no request waits for long; a run that is cut off is taken up where it ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from blog.comments.models import Comment
from blog.comments.queries import wait_for_post
from blog.db import db, now, reading, writing
from blog.posts.actions import words_changed
from blog.posts.models import Post
from blog.posts.queries import wait_for_turn
from blog.search import actions
from blog.search.queries import (
    known_words,
    missing_comments,
    missing_posts,
    posts_of_comments,
    stale_comments,
    stale_posts,
    untold_posts,
    unwritten,
)

BATCH = 25
# So long it works at a time; other jobs have their turn in between.
SECONDS = 2.0
# Whatever is saved is indexed at once, so what is missing came in by an upgrade.
SECONDS_BETWEEN_LOOKS = 600.0
# Words of erased texts are gone within a day, where the blog knows no more than 100,000.
WORDS = 1_000

Step = Callable[[int], object]
Source = Callable[[int], list[int]]


class Indexing:
    """Indexes in small portions for as long as there is something to index."""

    def __init__(self) -> None:
        self._looks_at = 0.0
        self._word = ""

    def __call__(self) -> None:
        ends = time.monotonic() + SECONDS
        _until(ends, stale_posts, _index_posts)
        _until(ends, stale_comments, _index_comments)
        if self._looks_at <= time.monotonic():
            _until(ends, missing_posts, _index_posts)
            _until(ends, missing_comments, _index_comments)
            self._word = _forget_words(self._word)
            if time.monotonic() < ends:
                self._looks_at = time.monotonic() + SECONDS_BETWEEN_LOOKS
        _until(ends, _untold, _tell)


def index_all(step: Step) -> None:
    """Index all that is missing or out of date, however long that takes."""
    for posts in (stale_posts, missing_posts):
        _until(None, posts, _index_posts, step)
    for comments in (stale_comments, missing_comments):
        _until(None, comments, _index_comments, step)
    _until(None, _untold, _tell)


def rebuild(step: Step) -> None:
    """Index everything anew, and count words afresh."""
    with writing():
        wait_for_turn()
        actions.forget_all()
    index_all(step)


def _until(
    ends: float | None, source: Source, work: Callable[[list[int]], None], step: Step = int
) -> None:
    """Have the work done batch by batch until nothing is left or the time is over."""
    while ends is None or time.monotonic() < ends:
        with reading():
            batch = source(BATCH)
        if not batch:
            return
        with writing():
            work(batch)
        step(len(batch))


def _index_posts(batch: list[int]) -> None:
    wait_for_turn()
    # An import asks for no turn: what it is writing is left to it, and looked at again.
    free = {"key_share": True, "skip_locked": True}
    for post_id in batch:
        if post := db.session.get(Post, post_id, with_for_update=free):
            words_changed(post)


def _index_comments(batch: list[int]) -> None:
    # As whoever changes a comment does: what is taken back meanwhile must not be indexed after it.
    for post_id in posts_of_comments(batch):
        wait_for_post(post_id)
    for comment_id in batch:
        if comment := db.session.get(Comment, comment_id):
            actions.index_comment(comment)


def _tell(batch: list[int]) -> None:
    for post_id in batch:
        actions.tell(post_id)


def _forget_words(after: str) -> str:
    """Forget those of the next words to guess by that nothing holds; tells which was the last."""
    with reading():
        words = known_words(after, WORDS)
        gone = unwritten(words)
    if gone:
        with writing():
            actions.forget_words(unwritten(gone))
    return words[-1] if len(words) == WORDS else ""


def _untold(limit: int) -> list[int]:
    return untold_posts(now(), limit)
