"""What tells since when somebody writes, and the field that people do not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.comments.stamps import age_of, stamp
from blog.db import db, now
from blog.posts.models import Post
from tests.stage.reader import Reader

pytestmark = pytest.mark.sqlite


def test_a_form_fetches_a_stamp_that_nobody_keeps(reader: Reader, app: Flask, post: Post) -> None:
    form = reader.get(post.path).find("#comment-form")
    assert not form.css("[name=stamp]"), "the page is the same for everybody, and cached"
    address = reader.get(post.path).find("#comment-form input[hx-get]").attributes["hx-get"] or ""
    answer = reader.get(address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    given = answer.find("input[type=hidden][name=stamp]").attributes["value"] or ""
    with app.app_context():
        age = age_of(given, post.id, now() + timedelta(seconds=90))
        assert age is not None
        assert timedelta(seconds=88) < age < timedelta(seconds=100)


def test_a_stamp_is_good_for_its_post_alone_and_cannot_be_made_up(app: Flask) -> None:
    with app.app_context():
        mine = stamp(7)
        assert age_of(mine, 7, now()) is not None
        assert age_of(mine, 8, now()) is None
        for made_up in ("", "x", mine[:-1], mine + "a", "a" * 5_000, "\u00ff.\u00ff.\u00ff"):
            assert age_of(made_up, 7, now()) is None


def test_a_stamp_stays_in_the_form_that_comes_back(reader: Reader, app: Flask, post: Post) -> None:
    with app.app_context():
        mine = stamp(post.id)
    answer = reader.htmx.post(f"/comments/{post.id}", data={"text": "", "stamp": mine})
    assert answer.status_code == 422
    assert answer.find("[name=stamp]").attributes["value"] == mine
    assert not answer.html.css("input[hx-get]")


def test_what_fills_the_hidden_field_is_noted_with_the_comment(
    reader: Reader, app: Flask, post: Post
) -> None:
    fields = {"name": "Bot", "text": "Nice post", "subject": "pills"}
    reader.post(f"/comments/{post.id}", data=fields)
    with app.app_context():
        made = db.session.query(Comment).one()
        assert made.state != "approved"
        assert "trap" in {reason["why"] for reason in made.reasons}


def test_the_hidden_field_is_out_of_the_way_of_people(reader: Reader, post: Post) -> None:
    page = reader.get(post.path)
    trap = page.find("[name=subject]")
    assert trap.attributes["tabindex"] == "-1"
    assert trap.attributes["autocomplete"] == "off"
    assert trap.parent is not None
    assert trap.parent.attributes["aria-hidden"] == "true"
    assert page.texts("[aria-hidden] label") == ["Leave this empty"]
