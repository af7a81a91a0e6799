"""Adding people."""

from __future__ import annotations

from blog.db import db
from blog.people.models import User
from blog.people.queries import idle_of_origin, is_slug_taken
from blog.posts.paths import first_free, slug_of


def add_author(name: str, *, legacy_key: str | None = None, origin: str = "own") -> User:
    """A person who has written posts but cannot sign in until invited."""
    slug = first_free(slug_of(name) or "author", is_slug_taken)
    person = User(name=name, slug=slug, legacy_key=legacy_key, origin=origin)
    db.session.add(person)
    db.session.flush()
    return person


def remove_idle(origin: str) -> None:
    """Remove the people of that origin who have no post left."""
    for person in idle_of_origin(origin):
        db.session.delete(person)
