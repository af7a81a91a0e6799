"""Keeps the index of posts and comments, and the words to guess by. No request, no commit."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta

from sqlalchemy import Select, TableClause, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from blog.comments.models import Comment
from blog.db import db
from blog.posts.models import Post
from blog.posts.queries import labels_of
from blog.search.entries import Entry, entry
from blog.search.finding import tsvector
from blog.search.guessing import can_be_mistyped
from blog.search.models import (
    COMMENTS,
    POSTS,
    IndexedComment,
    IndexedPost,
    KnownWord,
)
from blog.search.queries import BEGINNING, first_place, free_place
from blog.search.tokens import EDITION

TAG = re.compile(r"<[^>]*>")


def index_post(post: Post) -> None:
    """Let it be found by its title, text and labels as they are now."""
    names = [name for _slug, name in labels_of([post.id]).get(post.id, ())]
    row = db.session.get(IndexedPost, post.id, with_for_update=True)
    if row is None:
        row = IndexedPost(post_id=post.id, place=free_place(_moment(post)))
        db.session.add(row)
    else:
        _take_out(POSTS, row.place)
        if not _is_right(row.place, post):
            row.place = free_place(_moment(post))
    row.edition, row.is_told = EDITION, False
    db.session.flush()
    _put_in(POSTS, row.place, entry(post.title, post.text, names))


def place_post(post: Post) -> None:
    """Let it stand among the others by the moment of its publication."""
    row = db.session.get(IndexedPost, post.id)
    if row is None or not _is_right(row.place, post):
        index_post(post)


def index_later(posts: Select[int]) -> None:
    """Have those posts indexed anew soon, however many they are."""
    db.session.execute(
        update(IndexedPost).where(IndexedPost.post_id.in_(posts)).values(edition=0),
        execution_options={"synchronize_session": False},
    )


def index_comment(comment: Comment) -> None:
    """Let moderators find it by who wrote it and what it says."""
    row = db.session.get(IndexedComment, comment.id, with_for_update=True)
    if row is None:
        row = IndexedComment(comment_id=comment.id)
        db.session.add(row)
    else:
        _take_out(COMMENTS, comment.id)
    row.edition = EDITION
    db.session.flush()
    writer = f"{comment.author_name} {comment.author_email} {comment.author_url}"
    _put_in(COMMENTS, comment.id, entry(writer, _read(comment)))


def tell(post_id: int) -> None:
    """Keep the words of a public post to guess by; what was told before is not counted twice."""
    row, post = db.session.get(IndexedPost, post_id), db.session.get(Post, post_id)
    if row is None or post is None:
        return
    words = sorted(filter(can_be_mistyped, set(entry(post.title, post.text).words())))
    if words:
        made = (insert_on_sqlite if _is_sqlite() else insert_on_postgresql)(KnownWord)
        once_more = {"posts": KnownWord.posts + 1}
        db.session.execute(
            made.on_conflict_do_nothing()
            if row.was_told
            else made.on_conflict_do_update(index_elements=["word"], set_=once_more),
            [{"word": word, "initial": word[0], "length": len(word), "posts": 1} for word in words],
        )
    row.is_told = row.was_told = True


def forget_words(words: list[str]) -> None:
    """Guess by them no more."""
    db.session.execute(delete(KnownWord).where(KnownWord.word.in_(words)))


def forget_all() -> None:
    """Have everything indexed and told anew; until then it is found as it was."""
    db.session.execute(update(IndexedPost).values(edition=0, is_told=False, was_told=False))
    db.session.execute(update(IndexedComment).values(edition=0))
    db.session.execute(delete(KnownWord))


def _put_in(index: TableClause, place: int, found: Entry) -> None:
    if _is_sqlite():
        row = {"rowid": place, "stream": found.stream, "marks": found.marks}
    else:
        row = {"place": place, "stream": f" {found.stream} ", "words": tsvector(found.words())}
    db.session.execute(insert(index).values(row))


def _take_out(index: TableClause, place: int) -> None:
    key = index.c.rowid if _is_sqlite() else index.c.place
    db.session.execute(delete(index).where(key == place))


def _is_right(place: int, post: Post) -> bool:
    """Whether it stands at its moment, or right behind others of the same."""
    return 0 <= place - first_place(_moment(post)) < first_place(BEGINNING + timedelta(seconds=1))


def _moment(post: Post) -> datetime:
    return post.published_at or post.created_at


def _read(comment: Comment) -> str:
    return html.unescape(TAG.sub(" ", comment.html))


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
