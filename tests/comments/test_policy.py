"""The stricter of the blog's policy and the post's own decides about comments."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from blog.comments.models import Comment
from blog.posts.models import Post
from tests.stage.reader import Reader

Set = Callable[[str, object], None]
SENT = {"name": "Rita", "text": "May I?"}


@pytest.mark.parametrize(
    ("of_blog", "of_post"), [("closed", "open"), ("open", "closed"), ("closed", "closed")]
)
def test_closed_comments_are_read_but_not_added_to(
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    change_setting: Set,
    of_blog: str,
    of_post: str,
) -> None:
    change_setting("comments", of_blog)
    post = make_post(comments_policy=of_post)
    make_comment(post, "I was here before.")
    answer = reader.get(str(post.path))
    assert "I was here before." in answer.text
    assert "Comments are closed." in answer.text
    assert not answer.html.css("form.write")
    assert reader.post(f"/comments/{post.id}", data=SENT).status_code == 422


@pytest.mark.parametrize(("of_blog", "of_post"), [("hidden", "open"), ("open", "hidden")])
def test_hidden_comments_are_nowhere(
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    change_setting: Set,
    of_blog: str,
    of_post: str,
) -> None:
    change_setting("comments", of_blog)
    post = make_post(comments_policy=of_post)
    comment = make_comment(post, "Nobody reads this.", anchor="c7")
    for address in (str(post.path), "/", "/comments/feed.atom", "/feeds/comments/default"):
        answer = reader.get(address)
        assert answer.status_code == 200
        assert "Nobody reads this." not in answer.text
        assert "1 comment" not in answer.text
    for address in ("", "/thread", f"/{comment.id}", f"/{comment.id}/reply", "/feed.atom"):
        assert reader.get(f"/comments/{post.id}{address}").status_code == 404
    assert reader.get(f"{post.path}?showComment=7").status_code == 200
    assert reader.post(f"/comments/{post.id}", data=SENT).status_code == 404
