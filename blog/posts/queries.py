"""Reads posts: one by its address, pages of teasers, and those of which something is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    exists,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)

from blog.comments.models import Comment
from blog.cursor import Cursor
from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.media.models import Media
from blog.people.models import User
from blog.posts.models import Alias, Post, Revision

# The number of the lock that those who save posts hold in turn.
SAVING = 0x706F7374
# More would bury what is new; pinned posts beyond them stand in the stream by their date.
MOST_PINNED = 5


@dataclass(frozen=True)
class Teaser:
    """What a list shows of a post."""

    id: int
    kind: str
    title: str
    path: str
    summary: str
    lead: str | None
    language: str | None
    direction: str
    picture: str | None
    picture_alt: str
    picture_width: int | None
    picture_height: int | None
    picture_widths: list[int] | None
    published_at: datetime
    updated_at: datetime
    comments: int
    comments_policy: str
    author: str | None
    author_slug: str | None
    is_pinned: bool = False
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def cursor(self) -> str:
        return str(Cursor(self.published_at, self.id))


@dataclass(frozen=True)
class Page:
    """One page of a list; `older` is the cursor of the next one, if there is any.

    Of a list that begins with the oldest it is `later`.
    """

    posts: list[Teaser]
    older: str | None
    later: str | None = None


def public(at: datetime, kind: str = "post") -> ColumnElement[bool]:
    """What readers may see at that moment; every list of readers goes through it."""
    return and_(Post.kind == kind, Post.status == "published", Post.published_at <= at)


def uncounted(at: datetime) -> ColumnElement[bool]:
    """What holds for posts that fell due and are not yet in the counts of labels and months."""
    # SQLite knows the index of the uncounted ones only by its own words.
    is_uncounted: ColumnElement[bool] = literal_column("NOT post.is_counted")
    return and_(Post.status == "published", is_uncounted, Post.published_at <= at)


def carrying(labels: Sequence[Label]) -> list[ColumnElement[bool]]:
    """What holds for the posts that carry all of the labels."""
    return [
        Post.id.in_(select(PostLabel.post_id).where(PostLabel.label_id == label.id))
        for label in labels
    ]


def teasers(at: datetime, kind: str = "post") -> Select[*tuple[Any, ...]]:
    """The columns of Teaser for public posts, in no order yet."""
    return _teasers().where(public(at, kind))


def few(chosen: Subquery, *order: ColumnElement[Any]) -> list[Teaser]:
    """The posts of those few numbers (`chosen.c.id`) in that order, the newer of equals first."""
    # Chosen by numbers alone: with whole rows a database would walk through all the long texts.
    rows = db.session.execute(
        _teasers()
        .join(chosen, chosen.c.id == Post.id)
        .order_by(*order, Post.published_at.desc(), Post.id.desc())
    )
    return [Teaser(**row._mapping) for row in rows]


def home(limit: int, at: datetime, *, before: Cursor | None = None) -> Page:
    """The home page's posts: on its first page the pinned ones, then the newest before a cursor.

    Pinned ones come above the limit and stand nowhere else on the way through the older posts.
    """
    pinned = _pinned(at)
    stream = _newest(limit + 1, at, before).where(Post.id.not_in(pinned))
    if before:
        return _page(limit, stream.add_columns(false().label("is_pinned")))
    parts = (
        select(part.c.id, mark.label("is_pinned"))
        for part, mark in ((pinned.subquery(), true()), (stream.subquery(), false()))
    )
    return _page(limit, union_all(*parts))


def latest(
    limit: int,
    at: datetime,
    *,
    before: Cursor | None = None,
    labels: Sequence[Label] = (),
    author: User | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page:
    """The newest posts before a cursor: with all labels, of an author or a span without `until`."""
    chosen = _newest(limit + 1, at, before).where(*carrying(labels))
    if author:
        chosen = chosen.where(Post.author_id == author.id)
    if since and until:
        chosen = chosen.where(Post.published_at >= since, Post.published_at < until)
    return _page(limit, chosen.add_columns(false().label("is_pinned")))


def with_labels(posts: list[Teaser]) -> list[Teaser]:
    """The same posts with their labels, by one query."""
    names = labels_of([post.id for post in posts])
    return [Teaser(**{**vars(post), "labels": names.get(post.id, ())}) for post in posts]


def labels_of(ids: list[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """(slug, name) of each post's labels, by post."""
    rows = db.session.execute(
        select(PostLabel.post_id, Label.slug, Label.name)
        .join(Label, Label.id == PostLabel.label_id)
        .where(PostLabel.post_id.in_(ids))
        .order_by(Label.name)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for post, slug, name in rows:
        found.setdefault(post, []).append((slug, name))
    return {post: tuple(names) for post, names in found.items()}


def by_key(*keys: str) -> list[tuple[Post, User | None, Media | None]]:
    """Posts of any state whose path is one of the keys, with author and featured picture."""
    rows = db.session.execute(
        select(Post, User, Media)
        .outerjoin(User, User.id == Post.author_id)
        .outerjoin(Media, Media.id == Post.featured_id)
        .where(Post.path_key.in_(keys))
    )
    return [(post, author, media) for post, author, media in rows]


def alias_target(*keys: str) -> tuple[str | None, Post | None] | None:
    """Where an old address leads: (address, None) or (None, post); None if it leads nowhere."""
    row = db.session.execute(
        select(Alias.target, Post)
        .outerjoin(Post, Post.id == Alias.post_id)
        .where(Alias.path_key.in_(keys))
    ).first()
    return (row[0], row[1]) if row else None


def by_id(post_id: int) -> Post | None:
    """The post of any state with that number."""
    return db.session.get(Post, post_id)


def is_key_taken(key: str, *, by_other_than: int | None = None) -> bool:
    """Whether a post or an alias answers to the key already."""
    return bool(taken_keys([key], by_other_than=by_other_than))


def taken_keys(keys: Sequence[str], *, by_other_than: int | None = None) -> set[str]:
    """Those of the keys to which a post or an alias answers already, by one query."""
    posts = select(Post.path_key).where(Post.path_key.in_(keys), Post.id != (by_other_than or 0))
    aliases = select(Alias.path_key).where(Alias.path_key.in_(keys))
    rows: Iterable[Any] = db.session.execute(union_all(posts, aliases))
    return {row[0] for row in rows}


def is_own_alias(key: str, post_id: int | None) -> bool:
    """Whether the key is an old address of that post."""
    found = select(Alias.id).filter_by(path_key=key, post_id=post_id)
    return post_id is not None and db.session.scalar(found) is not None


def has_revision(post_id: int, version: int) -> bool:
    """Whether what the post said at that version is kept."""
    found = select(Revision.id).filter_by(post_id=post_id, version=version)
    return db.session.scalar(found) is not None


def wait_for_turn() -> None:
    """Let those who change posts pass one at a time.

    So no two take one address or label, and what is counted of a post is counted once, however
    many publish it at the same moment. Whoever asks for a turn does so before reading the post.

    SQLite has a single writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(SAVING)))


def header_pages(at: datetime) -> list[tuple[str, str]]:
    """(title, path) of the public pages, oldest first, for the header."""
    rows = db.session.execute(
        select(Post.title, Post.path).where(public(at, "page")).order_by(Post.published_at, Post.id)
    )
    return [(title, path) for title, path in rows if title and path]


def newest_uncounted(at: datetime) -> list[Post]:
    """Posts that fell due and are not yet in the counts of labels and months."""
    return list(db.session.scalars(select(Post).where(uncounted(at)).limit(1000)))


def all_public_moments() -> list[datetime]:
    """When each counted post was published, for counting the months anew."""
    found = select(Post.published_at).where(Post.is_counted, Post.kind == "post")
    return [moment for moment in db.session.scalars(found) if moment]


def is_empty() -> bool:
    """Whether the blog holds no post or page at all."""
    return db.session.execute(select(Post.id).limit(1)).first() is None


def of_origin(origin: str) -> list[Post]:
    """All posts and pages that came that way."""
    return list(db.session.scalars(select(Post).filter_by(origin=origin)))


def untouched_samples() -> list[Post]:
    """Sample posts and pages that nobody has changed, and nobody has answered."""
    has_answer = exists().where(Comment.post_id == Post.id, Comment.origin != "sample")
    found = select(Post).where(Post.origin == "sample", Post.version == 1, ~has_answer)
    return list(db.session.scalars(found))


def _teasers() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Post.id, Post.kind, Post.title, Post.path, Post.summary, Post.lead, Post.language,
            Post.direction, Post.picture, Post.picture_alt,
            Media.width.label("picture_width"), Media.height.label("picture_height"),
            Media.widths.label("picture_widths"), Post.published_at, Post.updated_at,
            Post.comments, Post.comments_policy, User.name.label("author"),
            User.slug.label("author_slug"),
        )
        .outerjoin(Media, Media.id == Post.featured_id)
        .outerjoin(User, User.id == Post.author_id)
    )  # fmt: skip


def _newest(limit: int, at: datetime, before: Cursor | None = None) -> Select[int]:
    """Numbers of public posts, newest first."""
    # SQLite begins at one bound alone: the nearer one.
    seen = public(min(at, before.at) if before else at)
    newest = Post.published_at.desc(), Post.id.desc()
    chosen = select(Post.id).where(seen).order_by(*newest).limit(limit)
    if before:
        chosen = chosen.where(tuple_(Post.published_at, Post.id) < tuple_(before.at, before.id))
    return chosen


def _pinned(at: datetime) -> Select[int]:
    """Numbers of the pinned posts, newest first.

    SQLite takes the index of the few pinned ones only for a bare column, and not beside a kind
    that it would rather follow through all posts.
    """
    return (
        select(Post.id)
        .where(
            literal_column("post.is_pinned"),
            func.coalesce(Post.kind, "") == "post",
            func.coalesce(Post.status, "") == "published",
            Post.published_at <= at,
        )
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(MOST_PINNED)
    )


def _page(limit: int, chosen: Select[Any] | CompoundSelect[Any]) -> Page:
    """The posts whose numbers are chosen, pinned ones first; one more than the limit tells on."""
    # Found by an index alone, then read: sorting whole rows would pass over all their long texts.
    ids = chosen.subquery()
    query = (
        _teasers()
        .add_columns(ids.c.is_pinned)
        .join(ids, ids.c.id == Post.id)
        .order_by(ids.c.is_pinned.desc(), Post.published_at.desc(), Post.id.desc())
    )
    found = [Teaser(**row._mapping) for row in db.session.execute(query)]
    room = limit + sum(post.is_pinned for post in found)
    posts = with_labels(found[:room])
    return Page(posts, posts[-1].cursor if len(found) > room else None)
