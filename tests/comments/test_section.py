"""The comments below a post can fail; the post and its widgets stand."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from blog.comments import section
from blog.comments.models import Comment
from blog.comments.queries import first_page
from blog.db import db, writing
from blog.posts.models import Post
from blog.widgets.breaker import REST
from tests.comments.test_own import say
from tests.stage.faults import Clock, asks_nonsense, hangs, raises, without
from tests.stage.reader import Reader


@pytest.fixture
def break_comments(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Post]]:
    """Lets the reading of comments do something else than it should; returns who asked."""

    def put(fault: Callable[[], object]) -> list[Post]:
        asked: list[Post] = []

        def read(post: Post, own: tuple[int, ...]) -> object:
            asked.append(post)
            return fault()

        monkeypatch.setattr(section, "first_page", read)
        return asked

    return put


@pytest.mark.parametrize("fault", [raises, asks_nonsense, hangs])
def test_a_post_is_read_while_its_comments_fail(
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    break_comments: Callable[..., list[Post]],
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    count_queries: Callable[..., Any],
    fault: Callable[[], str],
) -> None:
    make_post()
    post = make_post(labels=["Paper"])
    make_comment(post, "A comment.")
    address, fragment = str(post.path), f"/comments/{post.id}/section"
    with count_queries() as queries:
        whole = reader.get(address)
    asked = break_comments(fault)
    with caplog.at_level(logging.ERROR), count_queries() as fewer:
        spoilt = reader.get(address)
    assert spoilt.status_code == 200
    assert not [one for one in {*fewer} - {*queries} if "FROM post" in one], "read once is enough"
    assert without(spoilt.text, "comments") == without(whole.text, "comments")
    assert spoilt.find("#comments .notice a").attributes["href"] == f"/comments/{post.id}"
    assert spoilt.find("#comments").attributes["hx-get"] == fragment
    assert "'widget': 'comments'" in caplog.text
    clock.moment += 3
    refused = reader.htmx.get(fragment)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "7")
    assert reader.get(address).text == spoilt.text
    assert len(asked) == 1, "they rest after they have failed"
    monkeypatch.setattr(section, "first_page", first_page)
    clock.moment += REST
    healed = reader.htmx.get(fragment)
    assert healed.headers["X-Robots-Tag"] == "noindex"
    assert healed.text in whole.text
    assert reader.get(address).text == whole.text


@pytest.mark.sqlite
def test_a_comment_that_breaks_the_page_is_kept_out_of_it(
    app: Flask, reader: Reader, post: Post, make_comment: Callable[..., Comment]
) -> None:
    comment = make_comment(post, "A comment.")
    with app.app_context(), writing():
        db.session.get_one(Comment, comment.id).html = "<p>one</p></div></section></main><b>"
    page = reader.get(str(post.path))
    assert page.find("#comments.placeholder")
    assert not page.html.css(".comment")


@pytest.mark.sqlite
@pytest.mark.usefixtures("everyone_at_once")
def test_nobody_is_shown_broken_comments_that_a_cache_may_hold(
    reader: Reader, commenter: Reader, post: Post, break_comments: Callable[..., list[Post]]
) -> None:
    say(commenter, post, "A comment.")
    break_comments(raises)
    for address in (str(post.path), f"/comments/{post.id}/section"):
        for person in (commenter, reader):
            assert person.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.sqlite
def test_where_comments_are_hidden_nobody_asks_for_them(
    reader: Reader,
    make_post: Callable[..., Post],
    break_comments: Callable[..., list[Post]],
) -> None:
    asked = break_comments(raises)
    post = make_post(comments_policy="hidden")
    assert not reader.get(str(post.path)).html.css("#comments")
    assert reader.get(f"/comments/{post.id}/section").status_code == 404
    assert asked == []
