"""The addresses of posts: giving, changing and keeping them. No request, no commit."""

from __future__ import annotations

from itertools import islice

from sqlalchemy import delete, update

from blog.addresses import has_rule, lies_in_a_room
from blog.db import db, now
from blog.posts.models import Alias, Post
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
    is_key_taken,
    is_own_alias,
    taken_keys,
)
from blog.site.queries import site


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
