"""Saving what somebody wrote: by versions, so that nobody writes over what they never saw.

Rendering takes its time: `rendered(draft)` belongs before the write transaction, the rest inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from blog.audit.actions import note
from blog.db import db, now
from blog.media.models import Media
from blog.media.queries import ADDRESS
from blog.people.models import User
from blog.posts.actions import Removed, appoint, keep_rendered, label, remove_untouched_samples
from blog.posts.autosaving import drop, slot_of
from blog.posts.models import Post, Revision
from blog.posts.placing import move
from blog.posts.queries import has_revision, labels_of, wait_for_turn
from blog.richtext import Rendered
from blog.richtext.characters import scrubbed


@dataclass(frozen=True)
class Draft:
    """Everything that the editor holds of a post or page.

    `path` is clean (see `paths.clean_path`) or "" for one by the owner's pattern; `published_at` is
    a wish until the post is published. `language` and `direction` are the author's own choice.
    """

    kind: str
    title: str
    source: str
    source_format: str
    excerpt: str
    description: str
    labels: tuple[str, ...]
    path: str
    published_at: datetime | None
    language: str | None
    direction: str | None
    comments_policy: str
    comments_hold: str
    featured_id: int | None
    is_pinned: bool
    is_ranked: bool
    author_id: int | None


@dataclass(frozen=True)
class Added:
    """The new post, and the samples that made room for the first of them."""

    post: Post
    removed: Removed


class Stale(Exception):
    """Somebody else has saved the post since the draft was begun; nothing is changed."""


class PathTaken(Exception):
    """Something answers at the wanted address already; nothing may be kept of this transaction."""


def draft_of(post: Post) -> Draft:
    """The post as the editor holds it."""
    names = labels_of([post.id]).get(post.id, ())
    return Draft(
        kind=post.kind,
        title=post.title,
        source=scrubbed(post.source),
        source_format=post.source_format,
        excerpt=post.excerpt,
        description=post.description,
        labels=tuple(sorted(name for _slug, name in names)),
        path=post.path or "",
        published_at=post.published_at,
        language=post.written_language,
        direction=post.written_direction,
        comments_policy=post.comments_policy,
        comments_hold=post.comments_hold,
        featured_id=post.featured_id,
        is_pinned=post.is_pinned,
        is_ranked=post.is_ranked,
        author_id=post.author_id,
    )


def add(draft: Draft, made: Rendered, who: User) -> Added:
    """A new post that nobody may see yet; the first one takes the place of the samples.

    Raises PathTaken.
    """
    wait_for_turn()
    post = Post(kind=draft.kind, status="draft")
    db.session.add(post)
    _write(post, draft, made)
    db.session.flush()
    _settle(post, draft)
    _keep_revision(post, who)
    drop(who.id, slot_of(None, post.kind))
    note(who, f"{post.kind}.create", post.title, post.id)
    return Added(post, remove_untouched_samples())


def save(post: Post, draft: Draft, made: Rendered, who: User, *, base_version: int) -> bool:
    """Store the draft that was begun at that version; tells whether it said anything new.

    The same text sent twice is saved once. Raises Stale and PathTaken.
    """
    wait_for_turn()
    db.session.refresh(post)
    drop(who.id, slot_of(post.id, post.kind))
    if draft_of(post) == draft:
        return False
    if not has_revision(post.id, post.version):  # What an import brought, e.g., stays readable.
        _keep_revision(post, None, post.updated_at)
    if not _take_version(post, base_version):
        raise Stale
    _write(post, draft, made)
    _settle(post, draft)
    _keep_revision(post, who)
    note(who, f"{post.kind}.save", post.title, post.id)
    return True


def _take_version(post: Post, base: int) -> bool:
    """Raise the version, unless somebody else has; of two at one moment the database lets one."""
    taken = db.session.execute(
        update(Post).filter_by(id=post.id, version=base).values(version=base + 1),
        execution_options={"synchronize_session": False},
    )
    db.session.refresh(post)
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _write(post: Post, draft: Draft, made: Rendered) -> None:
    post.title, post.source, post.source_format = draft.title, draft.source, draft.source_format
    post.excerpt, post.description = draft.excerpt, draft.description
    post.written_language, post.written_direction = draft.language, draft.direction
    post.comments_policy, post.comments_hold = draft.comments_policy, draft.comments_hold
    post.is_pinned, post.is_ranked = draft.is_pinned, draft.is_ranked
    post.author_id, post.updated_at = draft.author_id, now()
    _feature(post, draft.featured_id)
    keep_rendered(post, made)


def _feature(post: Post, media_id: int | None) -> None:
    picture = db.session.get(Media, media_id) if media_id else None
    post.featured_id = picture.id if picture else None
    if picture:
        post.picture, post.picture_alt = ADDRESS + picture.name, picture.alt


def _settle(post: Post, draft: Draft) -> None:
    """Its moment, address and labels: what other rows depend on."""
    if post.status != "published":
        post.published_at = draft.published_at
    elif draft.published_at and draft.published_at != post.published_at:
        appoint(post, draft.published_at)
    if draft.path != (post.path or "") and not move(post, draft.path):
        raise PathTaken
    label(post, draft.labels)


def _keep_revision(post: Post, who: User | None, at: datetime | None = None) -> None:
    db.session.add(
        Revision(
            post_id=post.id,
            version=post.version,
            title=post.title,
            source=post.source,
            source_format=post.source_format,
            user_id=who.id if who else None,
            created_at=at or now(),
        )
    )
    db.session.flush()
