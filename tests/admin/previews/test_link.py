"""A link shows a saved draft to whoever has it, for a week, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from blog.db import db, now, writing
from blog.people.models import User
from blog.posts import actions
from blog.posts.models import Post
from blog.posts.previews import new_token
from tests.stage.reader import Reader
from tests.stage.routes import routes

MARKER = "unmistakable-word-of-a-draft"


@pytest.fixture
def hidden(make_post: Callable[..., Post], author: User) -> Post:
    """A draft with a word in it that nobody else uses."""
    return make_post(
        title=f"Title {MARKER}", source=f"Text {MARKER}.", status="draft", author=author,
        path="/2025/03/hidden.html", labels=["Secret"],
    )  # fmt: skip


@pytest.fixture
def address(sign_in: Callable[..., Reader], hidden: Post) -> str:
    """The path of a fresh link."""
    answer = sign_in("owner").htmx.post(f"/admin/posts/{hidden.id}/preview-link")
    assert answer.status_code == 201
    link = answer.find("#link input").attributes["value"]
    assert link
    return "/" + link.split("/", 3)[3]


def test_whoever_has_the_link_sees_the_draft_as_readers_will(
    stranger: Reader, address: str, hidden: Post
) -> None:
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert answer.find("article.post h1").text() == hidden.title
    assert answer.texts("article.post .labels a") == ["Secret"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.find("meta[name=robots]").attributes["content"] == "noindex"
    assert not answer.html.css("#comments, [data-views], [type='application/ld+json']")


def test_without_javascript_the_link_stands_on_a_page(
    sign_in: Callable[..., Reader], hidden: Post
) -> None:
    answer = sign_in("owner").post(f"/admin/posts/{hidden.id}/preview-link")
    assert answer.status_code == 201
    field = answer.find("main #link input")
    assert "readonly" in field.attributes
    assert "/preview/" in (field.attributes["value"] or "")


def test_the_link_says_until_when_it_works(sign_in: Callable[..., Reader], hidden: Post) -> None:
    owner = sign_in("owner")
    with time_machine.travel(now(), tick=False):
        answer = owner.htmx.post(f"/admin/posts/{hidden.id}/preview-link")
        day = now() + timedelta(days=7)
    assert str(day.year) in answer.find("#link .hint").text()
    assert f" {day.day}" in answer.find("#link .hint").text()


def test_after_a_week_the_link_has_expired(stranger: Reader, address: str) -> None:
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        assert stranger.get(address).status_code == 200
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        answer = stranger.get(address)
    assert answer.status_code == 410
    assert "expired" in answer.find("h1").text()
    assert MARKER not in answer.text


@pytest.mark.parametrize(
    "spoil",
    [
        # Not the last sign: some of its bits are nobody's.
        lambda token: token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1],
        lambda token: token[:10],
        lambda token: "x" + token,
        lambda token: "1",
    ],
)
@pytest.mark.sqlite
def test_a_forged_link_leads_nowhere(
    stranger: Reader, address: str, spoil: Callable[[str], str]
) -> None:
    token = address.removeprefix("/preview/")
    assert stranger.get("/preview/" + spoil(token)).status_code == 404


def test_a_token_made_for_something_else_opens_nothing(
    app: Flask, stranger: Reader, hidden: Post
) -> None:
    other = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="comments").dumps(hidden.id)
    assert stranger.get(f"/preview/{other}").status_code == 404


def test_the_link_ends_in_the_trash(
    app: Flask, stranger: Reader, address: str, hidden: Post
) -> None:
    with app.app_context(), writing():
        actions.trash(db.session.get_one(Post, hidden.id))
    answer = stranger.get(address)
    assert answer.status_code == 410
    assert MARKER not in answer.text


def test_the_link_of_a_post_that_is_gone_leads_nowhere(app: Flask, stranger: Reader) -> None:
    with app.app_context():
        token, _ends_at = new_token(987_654)
    assert stranger.get(f"/preview/{token}").status_code == 404


def test_once_published_the_link_leads_to_the_post(
    app: Flask, stranger: Reader, address: str, hidden: Post
) -> None:
    publish(app, hidden, now() - timedelta(minutes=1))
    answer = stranger.get(address)
    assert (answer.status_code, answer.location) == (302, hidden.path)


def test_a_scheduled_post_can_be_seen_by_the_link_until_it_is_due(
    app: Flask, stranger: Reader, address: str, hidden: Post
) -> None:
    publish(app, hidden, now() + timedelta(days=1))
    assert stranger.get(address).status_code == 200
    with time_machine.travel(now() + timedelta(days=2)):
        assert stranger.get(address).status_code == 302


def test_nobody_makes_a_link_to_what_is_not_theirs(
    sign_in: Callable[..., Reader], hidden: Post
) -> None:
    for role in ("author", "contributor"):
        answer = sign_in(role).htmx.post(f"/admin/posts/{hidden.id}/preview-link")
        assert answer.status_code == 403


def test_no_word_of_a_draft_stands_at_any_public_address(
    app: Flask, stranger: Reader, hidden: Post, post: Post, address: str
) -> None:
    asked = 0
    values: dict[str, object] = {"post_id": hidden.id, "path": str(hidden.path).lstrip("/")}
    for route in routes(app, unsafe=False):
        if not route.endpoint.startswith("admin."):
            for query in ("", f"?q={MARKER}"):
                assert_silent(stranger, route.address(values) + query)
                asked += 1
    assert asked > 40
    assert_silent(stranger, "/label/secret")
    assert_silent(stranger, str(post.path))


def assert_silent(stranger: Reader, path: str) -> None:
    answer = stranger.get(path)
    said = answer.text.replace(f'value="{MARKER}"', "").replace(f"“{MARKER}”", "")
    assert f"Text {MARKER}" not in said, path
    assert f"Title {MARKER}" not in said, path


def publish(app: Flask, post: Post, at: datetime) -> None:
    with app.app_context(), writing():
        actions.publish(db.session.get_one(Post, post.id), at)
