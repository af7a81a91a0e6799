"""Verbs over posts: what renders them and changes status and labels. No request, no commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from blog.db import db, now
from blog.labels.actions import remove_unused, set_labels
from blog.media.actions import remove_unused_pictures
from blog.media.queries import picture_attributes
from blog.people.actions import remove_idle
from blog.posts.counting import count_if_due, uncount
from blog.posts.models import Post
from blog.posts.placing import place_by_pattern
from blog.posts.queries import (
    labels_of,
    untouched_samples,
)
from blog.related.actions import ask_for
from blog.richtext import RENDER_VERSION, Rendered, render_post
from blog.search.actions import index_post, place_post
from blog.site.actions import forget_settings
from blog.site.queries import site
from blog.views.actions import forget_days_without_views


class Written(Protocol):
    """What is rendered: a post, or a draft of one."""

    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def source_format(self) -> str: ...


@dataclass(frozen=True)
class Removed:
    """How many sample posts went, and the pictures whose files may follow."""

    posts: int = 0
    pictures: tuple[str, ...] = ()


def render(post: Post) -> None:
    """Make the stored HTML anew from the source."""
    keep_rendered(post, rendered(post))


def rendered(post: Written) -> Rendered:
    """What its source gives today; changes nothing."""
    return render_post(
        post.source,
        post.source_format,
        blog_language=site().language,
        title=post.title,
        picture_attributes=picture_attributes,
    )


def keep_rendered(post: Post, made: Rendered) -> None:
    """Store what was rendered, e.g. before the transaction began."""
    post.html, post.lead, post.text = made.html, made.lead, made.text
    post.words, post.render_version = made.words, RENDER_VERSION
    # What the author wrote wins over what the renderer found.
    post.summary = post.excerpt or made.summary
    post.language = post.written_language or made.language
    post.direction = post.written_direction or made.direction
    if not post.featured_id:
        post.picture = made.picture.src if made.picture else None
        post.picture_alt = made.picture.alt if made.picture else ""


def add_post(post: Post) -> Post:
    """Give a new post its number."""
    db.session.add(post)
    db.session.flush()
    return post


def publish(post: Post, at: datetime | None = None) -> None:
    """Make it public at that moment, or now; with a moment ahead it is scheduled."""
    uncount(post)
    post.status, post.published_at = "published", at or post.published_at or now()
    if not post.path:
        place_by_pattern(post)
    db.session.flush()
    count_if_due(post)
    place_post(post)
    ask_for(post)


def words_changed(post: Post) -> None:
    """Let everything that goes by a post's title, text and labels know them as they are now.

    Whatever changes one of them ends with this; `label` does it itself.
    """
    db.session.flush()
    index_post(post)
    ask_for(post)


def unpublish(post: Post) -> None:
    """Make it a draft again; it keeps its address for the day it comes back."""
    _take_from_readers(post, "draft")


def trash(post: Post) -> None:
    """Take it from readers; its address answers 410 if it was ever public."""
    _take_from_readers(post, "trashed")


def restore(post: Post) -> None:
    """Take it out of the trash, as a draft."""
    post.status = "draft"


def erase(post: Post) -> None:
    """Delete it for good, with its comments, revisions and old addresses."""
    uncount(post)
    db.session.delete(post)
    db.session.flush()


def appoint(post: Post, at: datetime) -> None:
    """Move a published post to another moment; one ahead takes it from readers until then."""
    post.was_public = post.was_public or post.is_public(now())
    uncount(post)
    post.published_at = at
    db.session.flush()
    count_if_due(post)
    place_post(post)


def label(post: Post, names: Iterable[str]) -> None:
    """Replace the post's labels; unknown ones are made. What was written before is indexed, too."""
    was_counted = post.is_counted
    uncount(post)
    set_labels(post.id, names)
    if was_counted:
        count_if_due(post)
    words_changed(post)


def remove_untouched_samples() -> Removed:
    """Remove the sample posts that nobody changed or answered, and all that came with them.

    The files of the pictures can go once that is committed: `media.actions.discard_files`.
    """
    untouched = untouched_samples()
    if not untouched:
        return Removed()
    carried = labels_of([post.id for post in untouched])
    for post in untouched:
        uncount(post)
        db.session.delete(post)
    db.session.flush()
    remove_unused(name for names in carried.values() for _slug, name in names)
    remove_idle("sample")
    forget_days_without_views()
    forget_settings("sample")
    return Removed(len(untouched), tuple(remove_unused_pictures("sample")))


def _take_from_readers(post: Post, status: str) -> None:
    uncount(post)
    post.was_public = post.was_public or post.is_public(now())
    post.status = status
    ask_for(post)
