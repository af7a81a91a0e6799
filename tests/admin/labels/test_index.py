"""The list of labels, and adding one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from blog.db import now
from blog.posts.models import Post
from tests.stage.reader import Reader


def test_each_label_tells_its_public_posts_and_all_that_carry_it(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    make_post(labels=["Paper"])
    make_post(labels=["Paper", "ink"], status="draft")
    make_post(labels=["Paper"], published_at=now() + timedelta(days=1))
    rows = sign_in("editor").get("/admin/labels/").texts("#labels li")
    paper = "Paper 1 public post 3 in all: Paper View: Paper"
    assert rows == ["ink 0 public posts 1 in all: ink", paper]


def test_an_empty_room_says_what_to_do(sign_in: Callable[..., Reader]) -> None:
    assert "No labels yet." in sign_in("editor").get("/admin/labels/").texts(".empty")[0]


def test_labels_are_found_by_any_part_of_their_name(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    make_post(labels=["100% wool", "Wool", "Cotton", "1000 things"])
    editor = sign_in("editor")
    assert editor.get("/admin/labels/?q=WOO").texts(".what") == ["100% wool", "Wool"]
    assert editor.get("/admin/labels/?q=100%25").texts(".what") == ["100% wool"]
    assert "No label has “x”" in editor.get("/admin/labels/?q=x").texts(".empty")[0]


def test_many_labels_come_a_page_at_a_time_each_once(
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    count_queries: Callable[[], Any],
) -> None:
    names = [f"Label {number:03}" for number in range(230)]
    make_post(labels=names)
    editor, seen = sign_in("editor"), list[str]()
    address: str | None = "/admin/labels/"
    while address:
        with count_queries() as asked:
            answer = editor.get(address)
        assert len(asked) <= 3
        seen += answer.texts(".what")
        link = answer.html.css_first("#further a")
        address = link.attributes["href"] if link else ""
    assert seen == names


def test_a_label_is_added_before_any_post_carries_it(
    sign_in: Callable[..., Reader], reader: Reader
) -> None:
    editor = sign_in("editor")
    answer = editor.post("/admin/labels/new", data={"name": " Old  books ", "slug": ""})
    assert (answer.status_code, answer.location) == (303, "/admin/labels/?done=added")
    assert editor.get("/admin/labels/").texts(".what") == ["Old books"]
    assert reader.get("/label/old-books").status_code == 404
    answer = editor.post("/admin/labels/new", data={"name": "old BOOKS", "slug": "x"})
    assert answer.status_code == 422
    assert answer.texts("#name-error") == ["There is a label of this name already."]
    assert answer.find("#slug").attributes["value"] == "x"


def test_a_label_needs_a_name(sign_in: Callable[..., Reader]) -> None:
    editor = sign_in("editor")
    assert editor.post("/admin/labels/new").texts("#name-error") == [
        "Please give the label a name."
    ]
    answer = editor.post("/admin/labels/new", data={"name": "x" * 201})
    assert answer.texts("#name-error") == ["A label has at most 200 characters."]


def test_authors_have_no_room_for_labels(sign_in: Callable[..., Reader]) -> None:
    assert sign_in("author").get("/admin/labels/").status_code == 403
