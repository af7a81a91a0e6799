"""The widget of the newest comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from blog.comments.models import STATES, Comment
from blog.db import now
from blog.posts.models import Post
from tests.stage.faults import Break, raises
from tests.stage.reader import Reader


def test_the_newest_comments_lead_to_where_they_stand(
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    place: Callable[..., None],
) -> None:
    place("discussion", number=2)
    post = make_post("Paper & ink")
    first = make_comment(post, "Old.")
    answer = make_comment(post, "**Bold** <i>" + " words" * 90, parent=first)
    last = make_comment(post, "Last.", name="")
    page = reader.get("/")
    assert page.texts("#widget-1 li a") == [
        "Anonymous on “Paper & ink”", "Clara Commenter on “Paper & ink”",
    ]  # fmt: skip
    links = [str(link.attributes["href"]) for link in page.html.css("#widget-1 li a")]
    assert links == [f"/comments/{post.id}/{one.id}" for one in (last, answer)]
    for link in links:
        assert reader.get(link).status_code == 302
    words = page.texts("#widget-1 li p")
    assert words[0] == "Last."
    assert words[1].startswith("Bold <i> words words")
    assert len(words[1]) <= 140


def test_no_hidden_comment_is_among_them(
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    place: Callable[..., None],
    change_setting: Callable[[str, object], None],
) -> None:
    place("discussion")
    post = make_post()
    for state in STATES:
        if state != "approved":
            make_comment(post, "SECRET", name="SECRET", state=state)
    for wishes in (
        {"comments_policy": "hidden"}, {"status": "trashed"}, {"status": "draft"},
        {"published_at": now() + timedelta(days=1)},
    ):  # fmt: skip
        make_comment(make_post("SECRET", **wishes), "SECRET")
    assert not reader.get("/").html.css("#widget-1")
    make_comment(post, "Seen by all.")
    page = reader.get("/")
    assert page.texts("#widget-1 li p") == ["Seen by all."]
    assert "SECRET" not in page.find("#widget-1").text()
    change_setting("comments", "hidden")
    assert not reader.get("/").html.css("#widget-1")


@pytest.mark.sqlite
def test_no_copy_of_them_outlives_what_a_moderator_took_out(
    reader: Reader,
    post: Post,
    make_comment: Callable[..., Comment],
    place: Callable[..., None],
    sign_in: Callable[[str], Reader],
    break_kind: Break,
) -> None:
    place("discussion")
    comment = make_comment(post, "SECRET")
    assert "SECRET" in reader.get("/").text
    sign_in("owner").post(f"/admin/comments/{comment.id}/deletion")
    break_kind("discussion", raises)
    page = reader.get("/")
    assert page.find("#widget-1.placeholder")
    assert "SECRET" not in page.text
