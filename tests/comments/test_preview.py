"""How a comment would look before it is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.db import db
from blog.people.models import User
from blog.posts.models import Post
from tests.stage.reader import Reader

pytestmark = pytest.mark.sqlite
FILLED = {
    "name": "Ann",
    "text": "A **bold** word <script>",
    "email": "ann@example.org",
    "remember": "y",
}


def test_without_javascript_a_page_shows_it_with_the_filled_form(
    app: Flask, reader: Reader, post: Post
) -> None:
    button = reader.get(post.path).find("#comment-form button[formaction]")
    answer = reader.post(button.attributes["formaction"], data=FILLED)
    assert answer.status_code == 200
    assert answer.find(".preview .body strong").text() == "bold"
    assert not answer.html.css(".preview script")
    assert "autofocus" in answer.find(".preview").attributes
    assert answer.find("textarea").text().strip() == FILLED["text"]
    assert answer.find("[name=email]").attributes["value"] == FILLED["email"]
    assert "checked" in answer.find("[name=remember]").attributes
    assert "Set-Cookie" not in answer.headers
    with app.app_context():
        assert db.session.query(Comment).count() == 0


def test_with_htmx_only_the_preview_comes_and_the_focus_stays(reader: Reader, post: Post) -> None:
    answer = reader.htmx.post(f"/comments/{post.id}/preview", data=FILLED)
    preview = answer.find("#preview")
    assert preview.attributes["data-announce"]
    assert "autofocus" not in preview.attributes
    assert not answer.html.css("form")


@pytest.mark.parametrize("way", ["plain", "htmx"])
def test_what_could_not_be_sent_is_told_instead(reader: Reader, post: Post, way: str) -> None:
    client = reader.htmx if way == "htmx" else reader
    answer = client.post(f"/comments/{post.id}/preview", data=FILLED | {"name": ""})
    assert answer.status_code == 422
    assert answer.texts("#comment-name-error") == ["Please tell us your name."]
    assert answer.find("textarea").text().strip() == FILLED["text"]


def test_the_preview_of_a_reply_stands_in_its_own_form(
    reader: Reader, post: Post, make_comment: Callable[..., Comment]
) -> None:
    parent = str(make_comment(post).id)
    form = reader.get(f"/comments/{post.id}/{parent}/reply").find(f"#comment-form-{parent}")
    assert form.css_first(f"#preview-{parent}") is not None
    answer = reader.post(f"/comments/{post.id}/preview", data=FILLED | {"parent": parent})
    assert answer.find(f"#comment-form-{parent} #preview-{parent} strong").text() == "bold"


def test_somebody_signed_in_sees_their_own_name(
    sign_in: Callable[..., Reader], author: User, post: Post
) -> None:
    answer = sign_in(author).post(f"/comments/{post.id}/preview", data=FILLED)
    assert answer.texts(".preview b") == ["Ada Author"]


def test_a_post_without_comments_previews_none(
    reader: Reader, draft: Post, make_post: Callable[..., Post]
) -> None:
    closed = make_post(comments_policy="closed")
    assert reader.post(f"/comments/{draft.id}/preview", data=FILLED).status_code == 404
    answer = reader.post(f"/comments/{closed.id}/preview", data=FILLED)
    assert answer.status_code == 422
    assert "Comments on this post are closed." in answer.texts(".error")
