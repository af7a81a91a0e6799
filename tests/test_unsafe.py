"""What changes something and what does not: every address of the program is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.media.models import Media
from blog.posts.models import Post
from tests.stage.reader import Reader
from tests.stage.routes import contents, routes


@pytest.fixture
def values(
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    make_picture: Callable[..., Media],
) -> dict[str, object]:
    """A small blog, and what its addresses are built from."""
    post = make_post(labels=["A label"])
    comment = make_comment(post)
    make_post(status="draft")
    return {
        "post_id": post.id,
        "comment_id": comment.id,
        "media_id": make_picture().id,
        "path": str(post.path).lstrip("/"),
    }


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
    ids=["cross", "same-site", "none", "origin", "null", "silent"],
)
@pytest.mark.sqlite
def test_no_other_site_makes_a_browser_change_anything(
    app: Flask,
    sign_in: Callable[..., Reader],
    values: dict[str, object],
    headers: dict[str, str],
) -> None:
    owner = sign_in("owner")
    before, asked = contents(app), 0
    for route in routes(app, unsafe=True):
        address = route.address(values)
        answer = owner.open(address, method=route.method, headers=headers)
        assert answer.status_code == 403, address
        asked += 1
    assert contents(app) == before
    assert asked > 5


@pytest.mark.sqlite
def test_no_form_without_its_token_changes_anything(
    app: Flask, sign_in: Callable[..., Reader], values: dict[str, object]
) -> None:
    owner = sign_in("owner")
    before = contents(app)
    for route in routes(app, unsafe=True):
        if route.endpoint.startswith("admin.") or route.endpoint == "account.sign_out":
            address = route.address(values)
            for given in ("", "0" * 64, "é"):
                answer = owner.post(address, data={"csrf_token": given})
                assert answer.status_code == 400, address
    assert contents(app) == before


def test_reading_leaves_every_row_as_it_was(
    app: Flask, sign_in: Callable[..., Reader], reader: Reader, values: dict[str, object]
) -> None:
    owner = sign_in("owner")
    before = contents(app)
    for route in routes(app, unsafe=False):
        for browser in (owner, owner.htmx, reader):
            answer = browser.get(route.address(values))
            assert answer.status_code < 500, route.address(values)
    assert contents(app) == before
