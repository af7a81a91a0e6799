"""What its writer erased is nobody's work any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.db import db, writing
from blog.posts.models import Post
from blog.privacy.actions import erase
from tests.stage.reader import Reader


@pytest.mark.parametrize("state", ["approved", "pending"])
def test_the_queue_shows_no_erased_comment_and_counts_none(
    app: Flask,
    sign_in: Callable[..., Reader],
    post: Post,
    make_comment: Callable[..., Comment],
    state: str,
) -> None:
    mine = make_comment(post, "My words.", state=state, email="clara@example.org")
    make_comment(post, parent=mine)
    make_comment(post, "Taken down by a moderator.", state="deleted")
    with app.app_context(), writing():
        erase([db.session.get_one(Comment, mine.id)])
    queue = sign_in("owner").get("/admin/comments/?state=deleted")
    assert "Taken down by a moderator." in queue.text
    assert f"/comments/{mine.id}/" not in queue.text
    assert f'value="{mine.id}"' not in queue.text
    with app.app_context():
        assert db.session.get_one(Comment, mine.id).state == "deleted"
