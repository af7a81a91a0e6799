"""The cookie that lets a browser know its own comments."""

from __future__ import annotations

import pytest
from flask import Flask

from blog.comments.own import COOKIE
from blog.posts.models import Post
from tests.stage.reader import Reader

pytestmark = pytest.mark.usefixtures("everyone_at_once")


def say(client: Reader, post: Post, text: str) -> None:
    assert client.post(f"/comments/{post.id}", data={"name": "N", "text": text}).status_code == 303


def test_a_reader_without_the_cookie_gets_the_public_page(
    commenter: Reader, stranger: Reader, post: Post
) -> None:
    say(commenter, post, "mine")
    own, public = commenter.get(post.path), stranger.get(post.path)
    assert own.texts(".badge") == ["You"]
    assert own.headers["Cache-Control"] == "private, no-store"
    assert not public.texts(".badge")
    assert public.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in public.headers
    assert "Cookie" not in public.headers.get("Vary", "")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    commenter: Reader, post: Post
) -> None:
    answer = commenter.post(f"/comments/{post.id}", data={"name": "N", "text": "mine"})
    cookie = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert part in cookie
    assert "Secure" not in cookie


def test_a_tampered_cookie_is_no_cookie(commenter: Reader, post: Post) -> None:
    say(commenter, post, "mine")
    for value in ("", "x", "WzFd.xxxx.yyyy", "WzFd", "\u00ff", "a" * 4000):
        commenter.set_cookie(COOKIE, value)
        answer = commenter.get(post.path)
        assert not answer.texts(".badge")
        assert answer.headers["Cache-Control"].startswith("public")


def test_the_cookie_names_the_newest_twenty(
    app: Flask, commenter: Reader, post: Post, change_setting: object
) -> None:
    change_setting("comments_per_minute", 100)  # type: ignore[operator]
    for number in range(22):
        say(commenter, post, f"No {number}")
    answer = commenter.get(post.path)
    assert answer.texts(".badge") == ["You"] * 20
    assert not answer.html.css("#comment-2 .badge")
