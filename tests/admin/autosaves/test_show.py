"""What was typed and not saved is offered again, compared, and thrown away if it is not wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from blog.admin.autosaves.queries import found
from blog.db import db, now, writing
from blog.people.models import User
from blog.posts.autosaving import LASTS, drop, keep
from blog.posts.jobs import forget_autosaves
from blog.posts.models import Post
from tests.stage.reader import Reader

Keep = Callable[..., Reader]


@pytest.fixture
def typing(app: Flask, sign_in: Callable[..., Reader], post: Post) -> Reader:
    """The owner, who changed a word of the post and never saved it."""
    browser = sign_in("owner")
    fields = {"title": post.title, "source": "Other text that somebody wrote."}
    put(app, browser.who, post, fields)
    return browser


def put(app: Flask, who: User | None, post: Post, fields: dict[str, str]) -> None:
    assert who
    with app.app_context(), writing():
        keep(who.id, f"post-{post.id}", fields, post_id=post.id, version=post.version)


def is_offered(app: Flask, who: User | None, post: Post) -> bool:
    with app.app_context():
        return found(who, f"post-{post.id}") is not None


def test_the_difference_is_marked_and_leads_back_to_the_text(typing: Reader, post: Post) -> None:
    answer = typing.get(f"/admin/autosaves/post-{post.id}")
    assert answer.status_code == 200
    assert "Some" in answer.find(".diff del").text()
    assert "Other" in answer.find(".diff ins").text()
    assert answer.find("main .buttons a").attributes["href"] == (
        f"/admin/posts/{post.id}/edit?autosave=1"
    )


def test_a_new_text_is_compared_with_nothing(app: Flask, sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    owner.htmx.post(
        "/admin/autosaves/", data={"kind": "post", "title": "New", "source": "All new."}
    )
    answer = owner.get("/admin/autosaves/new-post")
    assert answer.texts(".diff .added ins") == ["put in: New (end)", "put in: All new. (end)"]


def test_nobody_sees_what_somebody_else_typed(
    typing: Reader, sign_in: Callable[..., Reader], post: Post
) -> None:
    assert sign_in("owner").get(f"/admin/autosaves/post-{post.id}").status_code == 404
    assert sign_in("owner").post(f"/admin/autosaves/post-{post.id}/deletion").status_code == 404
    assert typing.get(f"/admin/autosaves/post-{post.id}").status_code == 200


def test_who_may_not_see_the_draft_any_more_sees_only_the_own_words(
    app: Flask, sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    writer = sign_in("author")
    post = make_post(source="Theirs alone.")
    put(app, writer.who, post, {"title": "Mine", "source": "My words."})
    answer = writer.get(f"/admin/autosaves/post-{post.id}")
    assert "My words." in answer.text
    assert "Theirs alone." not in answer.text


def test_thrown_away_it_is_gone(app: Flask, typing: Reader, post: Post) -> None:
    answer = typing.post(f"/admin/autosaves/post-{post.id}/deletion")
    assert (answer.status_code, answer.location) == (
        303, f"/admin/posts/{post.id}/edit?done=removed",
    )  # fmt: skip
    assert not is_offered(app, typing.who, post)
    assert typing.get(f"/admin/autosaves/post-{post.id}").status_code == 404


def test_under_htmx_the_offer_goes_and_says_so(typing: Reader, post: Post) -> None:
    answer = typing.htmx.post(f"/admin/autosaves/post-{post.id}/deletion")
    assert answer.status_code == 200
    assert answer.find("#found").attributes["data-announce"]
    assert not answer.html.css("a, form")


def test_a_save_meanwhile_is_told_before_anything_is_replaced(
    app: Flask, typing: Reader, post: Post
) -> None:
    with app.app_context(), writing():
        db.session.execute(update(Post).values(version=post.version + 1))
    answer = typing.get(f"/admin/autosaves/post-{post.id}")
    assert "saved since" in answer.find(".notice").text()


def test_it_is_offered_until_it_is_saved_or_thrown_away(
    app: Flask, typing: Reader, post: Post
) -> None:
    assert typing.who
    assert is_offered(app, typing.who, post)
    with app.app_context(), writing():
        drop(typing.who.id, f"post-{post.id}")
    assert not is_offered(app, typing.who, post)


def test_last_words_that_cross_a_save_are_not_offered_again(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    who = sign_in("owner").who
    put(app, who, post, {"title": post.title, "source": post.source + "\r\n"})
    with app.app_context(), writing():
        db.session.execute(update(Post).values(version=post.version + 1))
    assert not is_offered(app, who, post)


def test_after_three_months_it_is_forgotten(app: Flask, typing: Reader, post: Post) -> None:
    with time_machine.travel(now() + LASTS - timedelta(days=1)), app.app_context():
        forget_autosaves()
        assert found(typing.who, f"post-{post.id}")
    with time_machine.travel(now() + LASTS + timedelta(days=1)), app.app_context():
        forget_autosaves()
        assert found(typing.who, f"post-{post.id}") is None
