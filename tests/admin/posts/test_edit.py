"""The editor: writing, saving, publishing."""

from __future__ import annotations

from collections.abc import Callable

from tests.stage.reader import Reader


def test_an_author_writes_a_post_and_publishes_it(sign_in: Callable[..., Reader]) -> None:
    author = sign_in("author")
    assert author.get("/admin/posts/new").status_code == 200
    saved = author.post("/admin/posts/new", data={"title": "Ink", "source": "It is *black*."})
    assert (saved.status_code, saved.location) == (303, "/admin/posts/1/edit?done=saved")
    published = author.post(
        "/admin/posts/1/publication",
        data={"title": "Ink", "source": "It is *blue*.", "version": "1"},
    )
    assert published.location == "/admin/posts/1/edit?done=published"
    editor = author.get("/admin/posts/1/edit")
    view = editor.find(".state a").attributes["href"]
    assert "<em>blue</em>" in author.get(view).text
