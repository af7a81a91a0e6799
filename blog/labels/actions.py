"""Verbs over labels: which post carries which, their counts, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from sqlalchemy import delete, update

from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.labels.queries import (
    ADDRESS,
    BLOGGER_ADDRESS,
    address,
    by_exact_name,
    is_slug_taken,
    number_of_counted,
    numbers_of,
    posts_of,
    unused,
)
from blog.posts.models import Alias
from blog.posts.paths import first_free, slug_of
from blog.related.actions import ask_for_all
from blog.search.actions import index_later

LONGEST_PATH = 1000


def set_labels(post_id: int, names: Iterable[str]) -> None:
    """Let the post carry exactly those labels; unknown ones are made."""
    db.session.execute(delete(PostLabel).filter_by(post_id=post_id))
    for name in dict.fromkeys(filter(None, (name.strip() for name in names))):
        db.session.add(PostLabel(post_id=post_id, label_id=_label(name).id))
    db.session.flush()


def count_labels(post_id: int, step: int) -> None:
    """Add to the counts of all labels of a post."""
    db.session.execute(
        update(Label).where(Label.id.in_(numbers_of(post_id))).values(posts=Label.posts + step),
        execution_options={"synchronize_session": False},
    )


def remove_unused(names: Iterable[str]) -> None:
    """Remove those of the labels that no post carries any more."""
    for found in unused(names):
        db.session.delete(found)


def add(name: str, slug: str = "") -> Label:
    """A new label; without a slug it gets one from its name."""
    made = Label(name=name, slug=slug or free_slug(name))
    db.session.add(made)
    db.session.flush()
    return made


def free_slug(name: str, *, by_other_than: Label | None = None) -> str:
    """A slug from the name that leads to no other label."""
    return first_free(
        slug_of(name) or "label", lambda slug: is_slug_taken(slug, by_other_than=by_other_than)
    )


def rename(label: Label, name: str, slug: str) -> None:
    """Call it so from now on; its old address and its old name lead to it."""
    old_name, old_slug = label.name, label.slug
    label.name, label.slug = name, slug
    db.session.flush()
    index_later(posts_of(label.id))
    _lead(old_name, old_slug, label)


def merge(label: Label, target: Label) -> None:
    """Let the target take its posts, its address and its name."""
    ask_for_all(label.id)
    db.session.execute(
        update(PostLabel)
        .where(PostLabel.label_id == label.id, PostLabel.post_id.not_in(posts_of(target.id)))
        .values(label_id=target.id),
        execution_options={"synchronize_session": False},
    )
    old_name, old_slug = label.name, label.slug
    db.session.delete(label)
    db.session.flush()
    target.posts = number_of_counted(target.id)
    index_later(posts_of(target.id))
    _lead(old_name, old_slug, target)


def remove(label: Label) -> None:
    """Take it from all posts; neither its address nor an older one leads anywhere any more."""
    ask_for_all(label.id)
    db.session.execute(delete(Alias).where(Alias.target == address(label.slug)))
    index_later(posts_of(label.id))
    db.session.delete(label)
    db.session.flush()


def _lead(old_name: str, old_slug: str, label: Label) -> None:
    """Let an old name and address lead to the label, and what led to them as well."""
    target = address(label.slug)
    db.session.execute(
        update(Alias).where(Alias.target == address(old_slug)).values(target=target),
        execution_options={"synchronize_session": False},
    )
    old = {ADDRESS + old_slug, BLOGGER_ADDRESS + old_name}
    own = {ADDRESS + label.slug, BLOGGER_ADDRESS + label.name}
    db.session.execute(
        delete(Alias).where(Alias.path_key.in_(old | own)),
        execution_options={"synchronize_session": False},
    )
    for key in sorted(old - own):
        path = quote(key)
        # A long name in a script of three bytes a letter is kept as it reads.
        path = path if len(path) <= LONGEST_PATH else key
        db.session.add(Alias(path=path, path_key=key, target=target))
    db.session.flush()


def _label(name: str) -> Label:
    return by_exact_name(name) or add(name)
