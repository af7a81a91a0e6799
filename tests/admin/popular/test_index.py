"""The room of popular posts: what it tells, leaving posts out, and clearing views."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from blog.audit.models import AuditLine
from blog.db import db, now, writing
from blog.popular.jobs import renew
from blog.posts.models import Post
from blog.views.models import DailyDevice, DailyReaders, DailySource, DailyViews
from tests.stage.reader import Reader

SignIn = Callable[..., Reader]
MakePost = Callable[..., Post]

ROOM = "/admin/popular/"


@pytest.fixture
def posts(app: Flask, make_post: MakePost) -> list[Post]:
    """Three posts; the first has most views, the second some of long ago, the third none."""
    made = [make_post(title=f"Post {number}") for number in (1, 2, 3)]
    today = now().date()
    with app.app_context(), writing():
        db.session.add(DailyViews(post_id=made[0].id, day=today, views=12))
        long_ago = today - timedelta(days=200)
        db.session.add(DailyViews(post_id=made[1].id, day=long_ago, views=30))
        db.session.add(DailySource(day=today, host="news.example", views=12))
        db.session.add(DailyDevice(day=today, device="phone", views=12))
        db.session.add(DailyReaders(day=today, readers=9))
    with app.app_context():
        renew()
    return made


def test_each_range_tells_its_views(sign_in: SignIn, posts: list[Post]) -> None:
    owner = sign_in("owner")
    week, year = owner.get(f"{ROOM}?range=week"), owner.get(f"{ROOM}?range=year")
    assert week.texts(".entry a bdi") == ["Post 1", "Post 3", "Post 2"]
    assert week.texts(".entry .hint")[0] == "12 views · 0 comments"
    assert year.texts(".entry a bdi") == ["Post 2", "Post 1", "Post 3"]
    assert year.texts("[aria-current=page]")[-1] == "365 days"
    assert "Each reader counts once a day and post" in week.find("details").text()
    assert owner.get(f"{ROOM}?range=day").status_code == 404


def test_an_editor_leaves_a_post_out_and_lets_it_in_again(
    app: Flask, sign_in: SignIn, reader: Reader, posts: list[Post]
) -> None:
    editor = sign_in("editor")
    page = editor.get(f"{ROOM}?range=week")
    assert not page.html.css(".danger")  # Clearing is the owner's.

    answer = editor.post(page.find(".entry form").attributes["action"] or "")

    assert (answer.status_code, answer.location) == (303, f"{ROOM}?range=week&done=left-out")
    after = editor.get(answer.location)
    assert after.texts("ol .entry a bdi") == ["Post 3", "Post 2"]
    assert after.texts("ul .entry a bdi") == ["Post 1"]
    assert "Post 1" not in reader.get("/popular?range=week").text
    for _twice in range(2):  # Nothing changes a second time, and nothing is told of it.
        editor.post(after.find("ul .entry form").attributes["action"] or "")
    assert editor.get(f"{ROOM}?range=week").texts("ol .entry a bdi")[0] == "Post 1"
    assert noted(app) == [("popular.exclude", "Post 1"), ("popular.include", "Post 1")]


def test_an_owner_clears_the_views_of_one_post(
    app: Flask, sign_in: SignIn, posts: list[Post]
) -> None:
    owner = sign_in("owner")
    lead = owner.get(f"{ROOM}?range=week").find("a.danger").attributes["href"] or ""
    question = owner.get(lead)
    assert "12 views since" in question.find("main").text()
    assert counts(app) == (42, 1)

    answer = owner.post(question.find("main form").attributes["action"] or "")

    assert answer.location == f"{ROOM}?range=week&done=cleared"
    assert counts(app) == (30, 1)
    page = owner.get(answer.location)
    assert page.texts("ol .entry a bdi") == ["Post 3", "Post 2", "Post 1"]
    assert "No view was counted so far." in owner.get(lead).text
    assert noted(app) == [("popular.clear", "Post 1")]


def test_an_owner_clears_all_views(app: Flask, sign_in: SignIn, posts: list[Post]) -> None:
    owner = sign_in("owner")
    question = owner.get(f"{ROOM}clearing")
    first = now().date() - timedelta(days=200)
    assert f"42 views since {first:%B} {first.day}, {first.year}" in question.find("main").text()
    assert owner.post(f"{ROOM}clearing").location == f"{ROOM}?done=cleared"
    assert counts(app) == (0, 0)
    with app.app_context():
        assert not db.session.scalars(select(DailyReaders)).all()
        assert not db.session.scalars(select(DailyDevice)).all()
    assert noted(app) == [("popular.empty", "")]


@pytest.mark.sqlite
def test_an_empty_room_says_what_comes(sign_in: SignIn) -> None:
    page = sign_in("owner").get(ROOM)
    assert "until they are read, those with most comments" in page.find(".empty").text()


@pytest.mark.sqlite
def test_who_owns_or_edits_keeps_a_post_out_where_it_is_written(
    app: Flask, sign_in: SignIn, make_post: MakePost, page: Post
) -> None:
    author = sign_in("author")
    post = make_post(author=author.who)
    editor, edit = sign_in("editor"), f"/admin/posts/{post.id}/edit"
    assert not editor.get(f"/admin/posts/{page.id}/edit").html.css("[name=is_unranked]")
    fields = {"title": "T", "source": "Words.", "path": post.path or "", "version": "1",
              "source_format": "markdown", "comments_policy": "open",
              "published_at": post.published_at.strftime("%Y-%m-%dT%H:%M")}  # type: ignore[union-attr]  # fmt: skip
    editor.post(edit, data={**fields, "is_unranked": "y"})
    assert not is_ranked(app, post)
    assert editor.get(edit).html.css("[name=is_unranked][checked]")
    # The author, who has no such choice, changes the text alone.
    assert not author.get(edit).html.css("[name=is_unranked]")
    assert author.post(edit, data={**fields, "source": "Other.", "version": "2"}).status_code == 303
    assert not is_ranked(app, post)
    editor.post(edit, data={**fields, "version": "3"})
    assert is_ranked(app, post)


def is_ranked(app: Flask, post: Post) -> bool:
    with app.app_context():
        return db.session.get_one(Post, post.id).is_ranked


def counts(app: Flask) -> tuple[int, int]:
    """All views, and how many sources are told."""
    with app.app_context():
        views = db.session.scalar(select(func.coalesce(func.sum(DailyViews.views), 0))) or 0
        return views, len(db.session.scalars(select(DailySource)).all())


def noted(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.execute(
            select(AuditLine.action, AuditLine.subject).order_by(AuditLine.id)
        )
        return [(action, subject) for action, subject in rows]
