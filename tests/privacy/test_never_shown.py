"""No page, feed or fragment holds the address of somebody who commented."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.posts.models import Post
from tests.stage.reader import Reader
from tests.stage.routes import routes
from tests.subscriptions.conftest import HOST

ADDRESS = "clara.hidden@example.org"
CLOSED = ("admin.", "account.", "asset", "media.")


@pytest.mark.sqlite
def test_no_address_of_a_commenter_is_public(
    app: Flask, reader: Reader, make_post: Callable[..., Post], make_comment: Callable[..., Comment]
) -> None:
    post = make_post(title="A post", labels=["A label"])
    top = make_comment(post, "A wish.", name="Clara", email=ADDRESS, anchor="c1")
    for state in ("approved", "pending", "spam", "deleted"):
        make_comment(post, "Hello @Clara!", parent=top, state=state, email=ADDRESS)
    gone = make_comment(post, state="deleted", email=ADDRESS)
    make_comment(post, parent=gone, email=ADDRESS.upper())
    asked = {post.path or "", "/search?q=clara", f"/comments/{post.id}/{top.id}"}
    values = {"post_id": post.id, "comment_id": top.id, "path": (post.path or "")[1:]}
    for route in routes(app, unsafe=False):
        if not route.endpoint.startswith(CLOSED):
            asked |= set(route.addresses(values))
    seen = 0
    for address in sorted(asked):
        answer = reader.get("/deep" + address, headers=HOST)
        told = f"{answer.headers}{answer.text}".lower()
        assert "clara.hidden" not in told, address
        seen += "a wish" in told
    assert seen >= 4
