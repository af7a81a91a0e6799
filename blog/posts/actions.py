"""Verbs over posts: what changes status, address, labels and counts. No request, no commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol

from sqlalchemy import delete, update

from blog.addresses import has_rule, lies_in_a_room
from blog.db import db, now
from blog.labels.actions import count_labels, remove_unused, set_labels
from blog.media.actions import remove_unused_pictures
from blog.media.queries import picture_attributes
from blog.people.actions import remove_idle
from blog.posts.models import Alias, Month, Post
from blog.posts.paths import (
    clean_path,
    first_free,
    is_reserved,
    make_path,
    path_key,
    slug_of,
    variants,
)
from blog.posts.queries import (
    all_public_moments,
    is_key_taken,
    is_own_alias,
    labels_of,
    newest_uncounted,
    taken_keys,
    untouched_samples,
    wait_for_turn,
)
from blog.richtext import RENDER_VERSION, Rendered, render_post
from blog.site.actions import forget_settings
from blog.site.queries import read_site, site


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


def place(post: Post, path: str) -> bool:
    """Give the post that address, or a numbered variant; tells whether it is the wanted one.

    Where the blog has a room of its own, no variant would do: the owner's pattern makes a path.
    """
    wanted = clean_path(path)
    _settle(post, *(free_path(post) if lies_in_a_room(wanted) else _free_variant(wanted, post.id)))
    return post.path == wanted


def place_by_pattern(post: Post, *, name: str = "") -> None:
    """Give the post an address by the owner's pattern; `name` stands in for a missing title."""
    _settle(post, *free_path(post, name=name))


def free_path(post: Post, *, name: str = "") -> tuple[str, str]:
    """(path, key) by the owner's pattern, with a suffix where the address is taken.

    `name` stands in for a title without letters.
    """
    pattern = site().page_pattern if post.kind == "page" else site().post_pattern
    local = (post.published_at or now()).astimezone(site().zone)
    words = post.title if slug_of(post.title) else name
    return _free_variant(make_path(pattern, words, local), post.id)


def move(post: Post, wanted: str) -> bool:
    """Give the post exactly that address, "" for one by the pattern; False where it is taken.

    Readers who saw the old address are led from there to the new one. A draft that none ever saw
    may go without an address.
    """
    old, was_seen = post.path, post.was_public or post.is_public(now())
    if wanted and path_key(wanted) == post.path_key:
        post.path = wanted
        return True
    if wanted and not is_path_free(wanted, post.id):
        return False
    if wanted:
        _settle(post, wanted, path_key(wanted))
    elif was_seen or post.status == "published":
        place_by_pattern(post)
    else:
        post.path = post.path_key = None
    db.session.flush()
    if old and old != post.path:
        _lead_on(post, old, was_seen)
    return True


def is_path_free(path: str, post_id: int | None = None) -> bool:
    """Whether that post could have the address; its own old ones it may take back."""
    key = path_key(path)
    if is_reserved(path) or has_rule(key):
        return False
    return is_own_alias(key, post_id) or not is_key_taken(key, by_other_than=post_id)


def add_alias(path: str, *, post: Post | None = None, target: str | None = None) -> bool:
    """Let an old address lead to a post or an address; False where something answers already."""
    wanted = clean_path(path)
    if is_key_taken(path_key(wanted)):
        return False
    db.session.add(
        Alias(path=wanted, path_key=path_key(wanted), post_id=post and post.id, target=target)
    )
    db.session.flush()
    return True


def label(post: Post, names: Iterable[str]) -> None:
    """Replace the post's labels; unknown ones are made."""
    was_counted = post.is_counted
    uncount(post)
    set_labels(post.id, names)
    if was_counted:
        count_if_due(post)


def count_due_posts() -> int:
    """Fold posts that fell due into the counts of labels and months; tells how many."""
    wait_for_turn()
    due = newest_uncounted(now())
    for post in due:
        count_if_due(post)
    return len(due)


def count_if_due(post: Post) -> None:
    """Count a public post in its labels and its month, once."""
    if post.is_counted or not post.is_public(now()):
        return
    post.is_counted = post.was_public = True
    _count(post, 1)


def uncount(post: Post) -> None:
    """Take a post out of the counts of labels and months."""
    if post.is_counted:
        post.is_counted = False
        _count(post, -1)


def recount_months() -> None:
    """Count all months anew, e.g. because the blog's time zone changed."""
    zone = read_site().zone
    db.session.execute(update(Month).values(posts=0))
    for moment in all_public_moments():
        local = moment.astimezone(zone)
        _add_to_month(local.year, local.month, 1)


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
    forget_settings("sample")
    return Removed(len(untouched), tuple(remove_unused_pictures("sample")))


def _take_from_readers(post: Post, status: str) -> None:
    uncount(post)
    post.was_public = post.was_public or post.is_public(now())
    post.status = status


def _free_variant(wanted: str, post_id: int | None) -> tuple[str, str]:
    path = first_free(wanted, _Taken(wanted, post_id))
    return path, path_key(path)


class _Taken:
    """Tells of one variant after the other whether it is taken, asking for many at once."""

    def __init__(self, wanted: str, post_id: int | None) -> None:
        self.coming, self.post_id = variants(wanted), post_id
        self.asked: set[str] = set()
        self.taken: set[str] = set()

    def __call__(self, path: str) -> bool:
        key = path_key(path)
        while key not in self.asked:
            # The first alone: mostly it is free.
            some = [path_key(one) for one in islice(self.coming, 100 if self.asked else 1)]
            self.asked.update(some)
            self.taken |= taken_keys(some, by_other_than=self.post_id)
        if is_reserved(path) or has_rule(key):
            return True
        return key in self.taken and not is_own_alias(key, self.post_id)


def _settle(post: Post, path: str, key: str) -> None:
    """Let it live there; if it lived there before, nothing leads away from it any more."""
    if post.id:
        db.session.execute(delete(Alias).filter_by(path_key=key, post_id=post.id))
    post.path, post.path_key = path, key


def _lead_on(post: Post, old: str, was_seen: bool) -> None:
    """From its old address to the post by one redirect, and so from all that led to the old one."""
    db.session.execute(update(Alias).filter_by(target=old).values(target=None, post_id=post.id))
    if was_seen:
        add_alias(old, post=post)


def _count(post: Post, step: int) -> None:
    if post.kind != "post" or post.published_at is None:
        return
    count_labels(post.id, step)
    local = post.published_at.astimezone(site().zone)
    _add_to_month(local.year, local.month, step)


def _add_to_month(year: int, month: int, step: int) -> None:
    changed = db.session.execute(
        update(Month).filter_by(year=year, month=month).values(posts=Month.posts + step)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        db.session.add(Month(year=year, month=month, posts=max(step, 0)))
        db.session.flush()
