"""Addresses in the editor: a new one, and what becomes of the old."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.db import db, writing
from blog.posts.models import Alias, Post
from tests.admin.posts.editor import fields
from tests.stage.reader import Answer, Reader

SignIn = Callable[..., Reader]
MakePost = Callable[..., Post]


@pytest.fixture
def move(sign_in: SignIn) -> Callable[[Post, str], Answer]:
    """An owner gives a post another address."""
    owner = sign_in("owner")

    def change(post: Post, path: str) -> Answer:
        address = f"/admin/posts/{post.id}/edit"
        return owner.post(address, data=fields(owner.get(address), path=path))

    return change


def test_the_old_address_leads_to_the_new_one(
    post: Post, reader: Reader, move: Callable[[Post, str], Answer]
) -> None:
    move(post, "/2025/one.html")
    move(post, "/2025/two.html")
    for old in (str(post.path), "/2025/one.html"):
        answer = reader.get(old)
        assert (answer.status_code, answer.location) == (301, "/2025/two.html")
    assert reader.get("/2025/two.html").status_code == 200


def test_a_post_may_go_back_to_an_old_address(
    post: Post, reader: Reader, move: Callable[[Post, str], Answer], app: Flask
) -> None:
    move(post, "/2025/one.html")
    assert move(post, str(post.path)).status_code == 303
    assert reader.get(str(post.path)).status_code == 200
    assert reader.get("/2025/one.html").location == post.path
    with app.app_context():
        assert [alias.path for alias in db.session.query(Alias)] == ["/2025/one.html"]


def test_what_led_to_the_old_address_leads_straight_to_the_new_one(
    post: Post, reader: Reader, move: Callable[[Post, str], Answer], app: Flask
) -> None:
    with app.app_context(), writing():
        db.session.add(Alias(path="/short", path_key="/short", target=post.path))
    move(post, "/2025/one.html")
    assert reader.get("/short").location == "/2025/one.html"


def test_an_address_that_is_taken_is_refused(
    make_post: MakePost, move: Callable[[Post, str], Answer], reader: Reader
) -> None:
    one, two = make_post(path="/one.html"), make_post(path="/two.html")
    assert move(two, "/three.html").status_code == 303
    for taken in ("/one.html", "/two.html", "/%6fne.html"):
        answer = move(one if taken == "/two.html" else two, taken)
        assert (answer.status_code, bool(answer.find("#path-error").text())) == (422, True)
    assert reader.get("/two.html").location == "/three.html"


def test_an_address_that_nobody_saw_leads_nowhere(
    draft: Post, move: Callable[[Post, str], Answer], app: Flask, reader: Reader
) -> None:
    move(draft, "/seen-by-nobody.html")
    move(draft, "")
    with app.app_context():
        assert (db.session.query(Alias).count(), db.session.get_one(Post, draft.id).path) == (
            0,
            None,
        )


def test_an_emptied_address_is_made_of_the_title(
    post: Post, move: Callable[[Post, str], Answer], reader: Reader
) -> None:
    move(post, "/odd.html")
    move(post, "")
    assert reader.get("/odd.html").location == post.path


def test_letters_of_every_script_may_stand_in_an_address(
    post: Post, move: Callable[[Post, str], Answer], reader: Reader
) -> None:
    assert move(post, "2025/كتاب.html").status_code == 303
    assert reader.get("/2025/كتاب.html").status_code == 200


def test_the_title_and_the_first_day_make_the_address(sign_in: SignIn, app: Flask) -> None:
    owner = sign_in("owner")
    sent = {"title": "Été à Paris", "source": "x", "published_at": "2024-07-14T10:00"}
    owner.post("/admin/posts/new", data=sent)
    owner.post("/admin/posts/1/publication")
    with app.app_context():
        assert db.session.get_one(Post, 1).path == "/2024/07/ete-a-paris.html"
