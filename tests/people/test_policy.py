"""Who may do what, in sentences; that every address keeps to it is tests/test_permissions.py."""

from __future__ import annotations

import pytest

from blog.db import now
from blog.media.models import Media
from blog.people.models import User
from blog.people.policy import ROLES, TABLE, Reach, may, reach
from blog.posts.models import Post

ME, SOMEBODY = 7, 8


def person(role: str) -> User:
    return User(id=ME, name="Me", slug="me", role=role)


def post(author_id: int = ME, **columns: object) -> Post:
    made = Post(author_id=author_id, kind="post", status="draft", was_public=False)
    for name, value in columns.items():
        setattr(made, name, value)
    return made


def test_every_line_speaks_of_every_role() -> None:
    assert {len(row) for row in TABLE.values()} == {len(ROLES)}


def test_an_owner_may_do_everything() -> None:
    assert all(reach(person("owner"), *line) == Reach.ANY for line in TABLE)


@pytest.mark.parametrize("line", sorted(TABLE), ids=" ".join)
def test_no_role_reaches_further_than_the_one_above_it(line: tuple[str, str]) -> None:
    reaches = [reach(person(role), *line) for role in ROLES]
    assert reaches == sorted(reaches, reverse=True)


def test_what_the_table_does_not_name_is_refused() -> None:
    assert not may(person("owner"), "launch", "rocket")
    assert not may(person("owner"), "launch", post())


def test_nobody_and_unknown_roles_may_do_nothing() -> None:
    for who in (None, person("admin"), person("")):
        assert not any(may(who, action, resource) for resource, action in TABLE)


def test_who_is_shut_out_may_do_nothing() -> None:
    who = person("owner")
    who.disabled_at = now()
    assert not any(may(who, action, resource) for resource, action in TABLE)


def test_an_editor_does_not_run_the_house() -> None:
    for resource in ("person", "setting"):
        assert not may(person("editor"), "edit", resource)
    assert not may(person("editor"), "run", "import")
    assert not may(person("editor"), "see", "audit")


def test_an_author_publishes_own_posts_and_nobody_else_s() -> None:
    author = person("author")
    assert may(author, "publish", post())
    assert may(author, "edit", post(status="published", was_public=True))
    assert not may(author, "edit", post(SOMEBODY))
    assert not may(author, "publish", post(SOMEBODY))


def test_an_author_leaves_pages_alone() -> None:
    assert not may(person("author"), "edit", post(kind="page"))
    assert not may(person("author"), "create", "page")


def test_a_contributor_writes_drafts_and_publishes_nothing() -> None:
    contributor = person("contributor")
    assert may(contributor, "create", "post")
    assert may(contributor, "edit", post())
    assert not may(contributor, "publish", post())
    assert not may(contributor, "edit", post(status="published"))
    assert not may(contributor, "edit", post(was_public=True))
    assert not may(contributor, "edit", post(SOMEBODY))


def test_pictures_belong_to_whoever_brought_them() -> None:
    for role in ("author", "contributor"):
        assert may(person(role), "erase", Media(user_id=ME))
        assert not may(person(role), "erase", Media(user_id=SOMEBODY))
        assert not may(person(role), "erase", Media(user_id=None))
    assert may(person("editor"), "erase", Media(user_id=SOMEBODY))
