"""The list of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from blog.people.models import User
from blog.posts.models import Post
from tests.stage.reader import Reader


def test_everybody_stands_there_with_role_state_and_posts(
    sign_in: Callable[..., Reader], author: User, make_post: Callable[..., Post]
) -> None:
    make_post(author=author)
    make_post(author=author, status="draft")
    make_post(author=author, status="trashed")
    owner = sign_in("owner")
    ada, olga = owner.get("/admin/people/").texts("#people .byline")
    assert ada == "Author cannot sign in, not invited yet 2 posts"
    assert olga.startswith("You Owner can sign in 0 posts last seen")


def test_who_writes_alone_is_told_about_invitations(sign_in: Callable[..., Reader]) -> None:
    assert "You write alone" in sign_in("owner").get("/admin/people/").find(".empty").text()


def test_the_list_costs_the_same_however_many_there_are(
    sign_in: Callable[..., Reader], count_queries: Callable[[], Any]
) -> None:
    owner = sign_in("owner")
    with count_queries() as few:
        owner.get("/admin/people/")
    for _ in range(5):
        sign_in("author")
    with count_queries() as many:
        owner.get("/admin/people/")
    assert len(few) == len(many)
