"""Verbs over labels: which post carries which, and their counts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, update

from blog.db import db
from blog.labels.models import Label, PostLabel
from blog.labels.queries import by_exact_name, is_slug_taken, numbers_of, unused
from blog.posts.paths import first_free, slug_of


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


def _label(name: str) -> Label:
    found = by_exact_name(name)
    if found:
        return found
    slug = first_free(slug_of(name) or "label", is_slug_taken)
    made = Label(name=name, slug=slug)
    db.session.add(made)
    db.session.flush()
    return made
