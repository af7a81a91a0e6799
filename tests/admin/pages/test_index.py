"""The list of pages; it is the list of posts in another room."""

from __future__ import annotations

from collections.abc import Callable

from blog.posts.models import Post
from tests.stage.reader import Reader


def test_pages_stand_in_their_own_room_with_the_same_acts(
    sign_in: Callable[..., Reader], post: Post, page: Post, reader: Reader
) -> None:
    editor = sign_in("editor")
    room = editor.get("/admin/pages/")
    assert room.texts(".what") == ["About us"]
    act = room.find("[formaction*=trash]").attributes["formaction"]
    answer = editor.post(act, data={"post": page.id})
    assert (answer.status_code, answer.location) == (
        303,
        "/admin/pages/?changed=1&refused=0&same=0",
    )
    assert reader.get("/").texts(".pages a") == []
    assert editor.get(answer.location).texts("#table > .notice") == ["1 changed."]
    assert "No pages yet." in editor.get("/admin/pages/").texts(".empty")[0]


def test_under_htmx_the_pages_come_back(sign_in: Callable[..., Reader], page: Post) -> None:
    browser = sign_in("editor").htmx
    answer = browser.post("/admin/pages/selection/withdrawal", data={"post": page.id})
    assert answer.texts(".what") == ["About us"]
    assert "Draft" in answer.texts(".byline b")
    assert answer.find("#table").attributes["action"] == "/admin/pages/selection/label"
