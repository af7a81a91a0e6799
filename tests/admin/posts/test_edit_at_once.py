"""Several people, or one with a quick finger, at the buttons of one post at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from blog.db import db
from blog.labels.models import Label
from blog.posts.models import Month, Post
from tests.stage.reader import Reader

SignIn = Callable[..., Reader]
ACTS = ("publication", "withdrawal", "trash", "restoration")


@pytest.mark.parametrize("acts", [("publication",) * 4, ACTS])
def test_a_post_is_counted_once_however_many_press_at_once(
    app: Flask, sign_in: SignIn, make_post: Callable[..., Post], acts: tuple[str, ...]
) -> None:
    owner = sign_in("owner")
    for _round in range(4):
        draft = make_post(status="draft", labels=["Ink"])
        browsers, start = [owner.htmx for _act in acts], Barrier(len(acts))

        def press(browser: Reader, act: str, draft: Post = draft, start: Barrier = start) -> int:
            start.wait()
            return browser.post(f"/admin/posts/{draft.id}/{act}").status_code

        with ThreadPoolExecutor(len(acts)) as pool:
            assert set(pool.map(press, browsers, acts)) == {200}
    with app.app_context():
        public = db.session.scalar(
            select(func.count()).where(Post.status == "published", Post.is_counted)
        )
        counted = db.session.scalar(select(func.count()).where(Post.is_counted))
        assert counted == public
        assert db.session.scalar(select(Label.posts)) == public
        assert (db.session.scalar(select(func.sum(Month.posts))) or 0) == public
