"""The stage itself: the reader notices faults, and every test has a database of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from blog.comments.models import Comment
from blog.db import now
from blog.posts.models import Post
from tests.stage.reader import Reader, check_html

PAGE = '<!doctype html><html lang="en"><head><title>t</title></head><body>{}</body></html>'

FAULTS = {
    "two h1": PAGE.format("<h1>a</h1><h1>b</h1>"),
    "no h1": PAGE.format("<p>a</p>"),
    "same id twice": "<p id='a'>a</p><p id='a'>b</p>",
    "unclosed element": "<div><p>a</div></section>",
    "field without a label": "<input name='q'>",
    "textarea without a label": "<textarea name='q'></textarea>",
    "picture without alt": "<img src='/a.png'>",
    "inline style": "<p style='color:red'>a</p>",
    "inline script": "<script>alert(1)</script>",
    "event handler": "<p onclick='x()'>a</p>",
    "htmx handler": "<p hx-on:click='x()'>a</p>",
    "link for htmx alone": "<a hx-get='/x'>a</a>",
    "button for htmx alone": "<button hx-post='/x'>a</button>",
    "form that posts elsewhere": "<form method='post' action='/y' hx-post='/x'></form>",
    "description that leads nowhere": PAGE.format("<h1 aria-describedby='x'>a</h1>"),
    "target that leads nowhere": PAGE.format("<h1>a</h1><a href='/' hx-target='#x'>a</a>"),
}


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_the_reader_notices(text: str) -> None:
    with pytest.raises(AssertionError):
        check_html(text)


def test_the_reader_passes_good_html() -> None:
    check_html(PAGE.format("<h1>a</h1><label>b <input name='q'></label><img src='/a' alt=''>"))
    check_html("<p hx-get='/x' hx-trigger='load'><a href='/x'>a</a></p>")


def test_a_post_is_read_on_its_own_database(reader: Reader, post: Post, draft: Post) -> None:
    assert reader.get("/").texts("article h2") == ["A post"]
    assert reader.get(post.path or "").find("h1").text() == "A post"
    assert reader.get(draft.path or "").status_code == 404


def test_no_test_sees_the_rows_of_another(reader: Reader) -> None:
    assert reader.get("/").texts("article h2") == []


def test_later_posts_are_newer_and_the_trash_is_gone(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="First", labels=["C++"])
    make_post(title="Second")
    gone = make_post(title="Gone", status="trashed")
    assert reader.get("/").texts("article h2") == ["Second", "First"]
    assert reader.get(gone.path or "").status_code == 410


def test_comments_are_made_in_threads(
    app: Flask, post: Post, make_comment: Callable[..., Comment]
) -> None:
    top = make_comment(post)
    reply = make_comment(post, "I agree.", parent=top)
    assert (reply.parent_id, reply.root_id, reply.depth) == (top.id, top.id, 1)


def test_queries_are_counted(reader: Reader, post: Post, count_queries: Callable[[], Any]) -> None:
    with count_queries() as queries:
        reader.get(post.path or "")
    assert any("post" in query for query in queries)
    assert not any("PRAGMA" in query for query in queries)


def test_settings_change(reader: Reader, change_setting: Callable[[str, object], None]) -> None:
    change_setting("title", "Seven blues")
    assert "Seven blues" in reader.get("/").text


def test_a_scheduled_post_appears_when_it_is_due(
    reader: Reader, make_post: Callable[..., Post], time_machine: TimeMachineFixture
) -> None:
    make_post(title="Tomorrow", labels=["Soon"], published_at=now() + timedelta(days=1))
    assert reader.get("/").texts("article h2") == []
    time_machine.move_to(now() + timedelta(days=2))
    home = reader.get("/")
    assert home.texts("article h2") == ["Tomorrow"]
    assert "Soon" in home.text
