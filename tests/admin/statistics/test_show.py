"""What is told of one post: how often it was read and answered, since when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.db import now
from blog.posts.models import Post
from tests.admin.statistics.stage import put, viewed
from tests.stage.reader import Reader


def test_a_posts_own_numbers_are_told_and_no_others(
    app: Flask,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
) -> None:
    post, other = make_post(title="Mine"), make_post()
    today = now().date()
    put(
        app,
        viewed(post, today, 5),
        viewed(post, today - timedelta(days=30), 4),
        viewed(post, today - timedelta(days=500), 1000),
        viewed(other, today, 70),
    )
    make_comment(post, created_at=now())
    make_comment(other)
    owner = sign_in("owner")

    page = owner.get(f"/admin/statistics/posts/{post.id}")

    assert page.texts(".figure .sum") == ["5", "1"]
    assert page.texts(".compared")[0] == "↑ 25% more than in the 30 days before (4)"
    assert "1,009 views since" in page.text
    assert page.find(f"a[href='/admin/posts/{post.id}/edit']").text() == "Edit"
    ever = owner.get(f"/admin/statistics/posts/{post.id}?range=all")
    assert ever.texts(".figure .sum") == ["1,009", "1"]


@pytest.mark.sqlite
def test_a_post_that_nobody_read_says_so(sign_in: Callable[..., Reader], draft: Post) -> None:
    page = sign_in("owner").get(f"/admin/statistics/posts/{draft.id}")
    assert page.texts(".empty")[0].startswith("Nobody was counted here yet.")


@pytest.mark.sqlite
def test_the_editor_leads_to_the_numbers_of_a_post(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    ada = sign_in("author")
    post = make_post(author=ada.who)
    link = ada.get(f"/admin/posts/{post.id}/edit").find("#settings a[href*='/statistics/']")
    assert ada.get(str(link.attributes["href"])).status_code == 200
