"""Reads comments: pages of threads, one comment's place, and what is new.

Pages are read as columns, not as objects: a post page shows up to 200 comments.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    case,
    func,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from blog.comments.models import Comment
from blog.comments.policy import are_shown
from blog.comments.threads import Entry, News, Place, Thread, fair_share, point_onward, tree
from blog.cursor import Cursor
from blog.db import db
from blog.posts.models import Post
from blog.site.queries import site

MOST_COMMENTS = 200
MOST_OWN_ELSEWHERE = 3
MOST_ARRIVALS = 50
MOST_NEWS = 1_000  # More than so many new ones are counted as so many.

_Parent = aliased(Comment)


def first_page(post: Post, own: tuple[int, ...]) -> Thread:
    """The first threads of the post, in the order that the owner chose."""
    if not are_shown(post):
        return Thread(post.comments, [], frozenset())
    return page_of(post, None, own)


def page_of(post: Post, after: Cursor | None, own: tuple[int, ...], order: str = "") -> Thread:
    """The threads that follow the cursor, each with its oldest replies.

    The pinned comment stands on the first page alone, whatever its place would be.
    """
    order = order or site().comments_order
    roots, replies, next_cursor, latest = _listed(post, after, order)
    return _thread(
        post, roots, replies, own, after, order=order, latest=latest, next_cursor=next_cursor
    )


def continuation(
    post: Post, root_id: int, after: Cursor | None, own: tuple[int, ...]
) -> Thread | None:
    """One thread on its own page: its top and the replies that follow the cursor."""
    top = _columns().where(
        Comment.id == root_id, Comment.post_id == post.id, Comment.root_id.is_(None),
        _is_shown(),
    )  # fmt: skip
    roots = _entries(top)
    if not roots:
        return None
    query = _replies(root_id)
    if after:
        query = query.where(_follows(after))
    found = _entries(query.limit(MOST_COMMENTS))
    return _thread(
        post, roots, found[: MOST_COMMENTS - 1], own, after, order=site().comments_order,
        latest=db.session.scalar(select(_latest(post))),
        next_cursor=str(found[-2].cursor) if len(found) == MOST_COMMENTS else None,
        root_id=root_id,
    )  # fmt: skip


def place_of(post: Post, comment: Comment) -> Place:
    """The page on which the comment stands, by a constant number of queries."""
    root = by_id(comment.root_id) if comment.root_id else comment
    assert root is not None  # The database keeps a reply's root as long as the reply.
    if is_pinned(post, comment):
        return Place()
    after = None if is_pinned(post, root) else _page_start(post, root)
    place = Place(str(after) if after else None)
    if comment.id == root.id:
        return place
    replies = _listed(post, after, site().comments_order)[1]
    if any(reply.id == comment.id for reply in replies):
        return place
    share = MOST_COMMENTS - 1
    pages = (
        _count(_replies(root.id).where(_precedes(Cursor(comment.created_at, comment.id)))) // share
    )
    after = _cursor_at(_replies(root.id), pages * share - 1) if pages else None
    return Place(str(after) if after else None, root.id)


def is_pinned(post: Post, comment: Comment) -> bool:
    """Whether the comment is the one that stands above all others."""
    return comment.id == post.pinned_comment_id and comment.state == "approved"


def post_with_news(post_id: int, since: Cursor) -> tuple[Post, News] | None:
    """A post and what readers were shown below it since then, by one query."""
    fresh = select(Comment.id).where(*_shown_since(post_id, since))
    count = select(func.count()).select_from(fresh.limit(MOST_NEWS).subquery()).scalar_subquery()
    first = fresh.order_by(Comment.shown_at, Comment.id).limit(1).scalar_subquery()
    row = db.session.execute(select(Post, count, first).where(Post.id == post_id)).first()
    return (row[0], News(row[1], row[2])) if row else None


def arrivals(post_id: int, since: Cursor) -> list[Entry]:
    """What readers were shown since then, in the order in which it came."""
    query = _columns().where(*_shown_since(post_id, since))
    return _entries(query.order_by(Comment.shown_at, Comment.id).limit(MOST_ARRIVALS))


def by_id(comment_id: int) -> Comment | None:
    """The comment of any state with that number."""
    return db.session.get(Comment, comment_id)


def by_content_key(keys: Sequence[str], since: datetime) -> Comment | None:
    """The comment that was made of the same text since then."""
    return db.session.scalar(
        select(Comment).where(Comment.content_key.in_(keys), Comment.created_at > since)
    )


def is_shown(comment: Comment) -> bool:
    """Whether readers see it, be it as a tombstone above its replies."""
    found = select(Comment.id).where(Comment.id == comment.id, _is_shown())
    return db.session.scalar(found) is not None


def entry_of(comment_id: int) -> Entry | None:
    """One approved comment as a page shows it."""
    found = _entries(_columns().where(Comment.id == comment_id, Comment.state == "approved"))
    return found[0] if found else None


def own_entry(comment_id: int) -> Entry | None:
    """One comment as its writer sees it, be it that it waits; None once it is deleted."""
    found = _entries(_columns().where(Comment.id == comment_id, Comment.state != "deleted"))
    return found[0] if found else None


def wait_for_post(post_id: int) -> None:
    """Let those who change the state of a post's comments pass one at a time.

    The post's row is locked before any comment's, as when a comment is added: those who lock in the
    same order never wait for each other in a circle. SQLite has a single writer anyway.
    """
    db.session.execute(select(Post.id).where(Post.id == post_id).with_for_update(key_share=True))


def locked(comment_id: int) -> Comment | None:
    """The comment as it is now, which stays so until the transaction ends; None if it is gone."""
    seen = by_id(comment_id)
    if seen is None:
        return None
    wait_for_post(seen.post_id)
    return db.session.get(Comment, comment_id, populate_existing=True)


def named_in(
    post_id: int, root_id: int | None, before: datetime | None, limit: int
) -> list[tuple[str, int]]:
    """(name, id) of the latest approved comments of a thread, or of the whole post, up to then."""
    place = or_(Comment.root_id == root_id, Comment.id == root_id) if root_id else true()
    query = select(Comment.author_name, Comment.id).where(
        Comment.post_id == post_id, place, Comment.state == "approved", Comment.author_name != "",
        *([Comment.created_at < before] if before else []),
    )  # fmt: skip
    rows = db.session.execute(
        query.order_by(Comment.created_at.desc(), Comment.id.desc()).limit(limit)
    )
    return [(name, number) for name, number in rows]


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        Comment.id, Comment.parent_id, Comment.root_id, Comment.replies, Comment.user_id,
        Comment.author_name, Comment.author_url, Comment.html, Comment.state, Comment.anchor,
        Comment.created_at, Comment.shown_at, Comment.edited_at,
        # Whoever is hidden from readers is not named above an answer either.
        case((_Parent.state == "approved", _Parent.author_name)).label("answered_name"),
    ).outerjoin(_Parent, _Parent.id == Comment.parent_id)  # fmt: skip


def _is_shown() -> ColumnElement[bool]:
    """Approved ones, and those hidden ones that something visible hangs below."""
    return or_(Comment.state == "approved", Comment.replies > 0)


def _roots(post: Post, order: str, after: Cursor | None) -> Select[*tuple[Any, ...]]:
    """The threads of a post after that place; the pinned one stands above, not among them."""
    query = _columns().where(
        Comment.post_id == post.id, Comment.root_id.is_(None), _is_shown(),
        *_is_no_pin(post),
    )  # fmt: skip
    if after:
        query = query.where(_precedes(after) if order == "newest" else _follows(after))
    columns = Comment.created_at, Comment.id
    return query.order_by(*[c.desc() for c in columns] if order == "newest" else columns)


def _listed(
    post: Post, after: Cursor | None, order: str
) -> tuple[list[Entry], list[Entry], str | None, datetime | None]:
    """The threads of a page, their replies there, the next page's cursor, and `_latest`."""
    size = site().threads_per_page
    rows = _rows(_roots(post, order, after).add_columns(_latest(post)).limit(size + 1))
    found = [Entry(*row[:-1]) for row in rows]
    latest = rows[0][-1] if rows else db.session.scalar(select(_latest(post)))
    pinned = _pinned(post) if after is None else []
    roots = pinned + found[:size]
    answered = {root.id: root.replies for root in roots if root.replies and not root.root_id}
    room = MOST_COMMENTS - len(roots)
    replies = _entries(_first_replies(post, answered, room)) if answered else []
    return roots, replies, str(found[size - 1].cursor) if len(found) > size else None, latest


def _latest(post: Post) -> ScalarSelect[datetime | None]:
    """When readers were last shown another comment of the post."""
    return select(func.max(Comment.shown_at)).where(Comment.post_id == post.id).scalar_subquery()


def _pinned(post: Post) -> list[Entry]:
    if post.pinned_comment_id is None:
        return []
    found = _entries(
        _columns().where(
            Comment.id == post.pinned_comment_id,
            Comment.post_id == post.id,
            Comment.state == "approved",
        )
    )
    for entry in found:
        entry.is_pinned = True
    return found


def _is_no_pin(post: Post) -> list[ColumnElement[bool]]:
    """What was pinned and then hidden keeps its old place, where its replies hang below it."""
    if post.pinned_comment_id is None:
        return []
    return [or_(Comment.id != post.pinned_comment_id, Comment.state != "approved")]


def _page_start(post: Post, root: Comment) -> Cursor | None:
    """The cursor of the page of threads on which that one stands, None for the first page."""
    size, order = site().threads_per_page, site().comments_order
    threads, place = _roots(post, order, None), Cursor(root.created_at, root.id)
    earlier = _follows(place) if order == "newest" else _precedes(place)
    pages = _count(threads.where(earlier)) // size
    return _cursor_at(threads, pages * size - 1) if pages else None


def _replies(root_id: int) -> Select[*tuple[Any, ...]]:
    return (
        _columns()
        .where(Comment.root_id == root_id, _is_shown())
        .order_by(Comment.created_at, Comment.id)
    )


def _first_replies(post: Post, roots: dict[int, int], limit: int) -> Select[*tuple[Any, ...]]:
    """The oldest replies of each thread: all first ones, then all second ones, to the limit.

    `roots` tells how many replies each has. Of threads that have more than their share, however
    long, only that share is read.
    """
    share = fair_share(list(roots.values()), limit)
    short = [root for root, replies in roots.items() if replies <= share]
    parts = [_reply_ids(post, Comment.root_id.in_(short))] if short else []
    for root in roots.keys() - short:
        oldest = _reply_ids(post, Comment.root_id == root)
        oldest = oldest.order_by(Comment.created_at, Comment.id).limit(share)
        parts.append(select(*oldest.subquery().c))
    read = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery()
    row = func.row_number().over(
        partition_by=read.c.root_id, order_by=(read.c.created_at, read.c.id)
    )
    numbered = select(read.c.id, row.label("row")).subquery()
    return (
        _columns()
        .join(numbered, numbered.c.id == Comment.id)
        .order_by(numbered.c.row, Comment.root_id)
        .limit(limit)
    )


def _reply_ids(post: Post, which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = Comment.id, Comment.root_id, Comment.created_at
    return select(*columns).where(which, _is_shown(), *_is_no_pin(post))


def _shown_since(post_id: int, since: Cursor) -> list[ColumnElement[bool]]:
    return [
        Comment.post_id == post_id,
        Comment.state == "approved",
        tuple_(Comment.shown_at, Comment.id) > tuple_(since.at, since.id),
    ]


def _follows(place: Cursor) -> ColumnElement[bool]:
    return tuple_(Comment.created_at, Comment.id) > tuple_(place.at, place.id)


def _precedes(place: Cursor) -> ColumnElement[bool]:
    return tuple_(Comment.created_at, Comment.id) < tuple_(place.at, place.id)


def _entries(query: Select[*tuple[Any, ...]]) -> list[Entry]:
    return [Entry(*row) for row in _rows(query)]


def _rows(query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    return db.session.execute(query).all()


def _count(query: Select[*tuple[Any, ...]]) -> int:
    inner = query.with_only_columns(Comment.id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def _cursor_at(query: Select[*tuple[Any, ...]], offset: int) -> Cursor:
    row = db.session.execute(
        query.with_only_columns(Comment.created_at, Comment.id).offset(offset).limit(1)
    ).one()
    return Cursor(*row)


def _thread(
    post: Post,
    roots: list[Entry],
    replies: list[Entry],
    own: tuple[int, ...],
    after: Cursor | None,
    *,
    order: str,
    latest: datetime | None,
    next_cursor: str | None,
    root_id: int | None = None,
) -> Thread:
    shown = frozenset(entry.id for entry in (*roots, *replies))
    if root_id is None:
        point_onward(roots, replies)
    return Thread(
        count=post.comments,
        entries=tree(roots, replies, site().comment_depth),
        ids=shown,
        own=frozenset(own),
        next_cursor=next_cursor,
        elsewhere=_own_elsewhere(post.id, own, shown),
        root_id=root_id,
        after=str(after) if after else None,
        order=order,
        latest=latest,
    )


def _own_elsewhere(post_id: int, own: tuple[int, ...], shown: frozenset[int]) -> list[Entry]:
    """The newest of the approved ones, and all that wait, which their writer alone may see."""
    if not own:
        return []
    query = _columns().where(
        Comment.id.in_(own), Comment.post_id == post_id, Comment.state != "deleted"
    )
    found = _entries(query.order_by(Comment.created_at, Comment.id))
    missing = [entry for entry in found if not entry.is_gone and entry.id not in shown]
    return missing[-MOST_OWN_ELSEWHERE:] + [entry for entry in found if entry.is_gone]
