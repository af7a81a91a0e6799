"""The widget of one post that the owner chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from blog.db import now
from blog.posts.models import Post
from tests.stage.reader import Reader
from tests.stage.widgets import SetWidget


def test_the_chosen_post_is_shown_while_readers_may_see_it(
    reader: Reader,
    make_post: Callable[..., Post],
    place: Callable[..., None],
    sign_in: Callable[[str], Reader],
) -> None:
    chosen, other = make_post("Chosen"), make_post("Other")
    hidden = [
        make_post(status="draft"), make_post(status="trashed"),
        make_post(published_at=now() + timedelta(days=1)),
    ]  # fmt: skip
    place("featured", post=chosen.id)
    for address in ("/", str(other.path)):
        assert reader.get(address).texts("#widget-1 h3 a") == ["Chosen"]
    assert not reader.get(str(chosen.path)).html.css("#widget-1")
    for post in hidden:
        place("featured", post=post.id)
        assert not reader.get("/").html.css("#widget-1")
        form = sign_in("owner").get("/admin/widgets/1")
        assert form.find("#own-post [selected]").attributes["value"] == str(post.id)


@pytest.mark.parametrize("form", ["{path}", "http://localhost{path}#comments", "{path}?x=1"])
def test_an_older_post_is_chosen_by_its_address(
    make_post: Callable[..., Post],
    set_widget: SetWidget,
    stored_widget: Callable[[], dict[str, Any]],
    form: str,
) -> None:
    chosen = make_post("Über alles")
    make_post()
    assert (
        set_widget("featured", post="0", address=form.format(path=chosen.path)).status_code == 303
    )
    assert stored_widget()["post"] == chosen.id
    assert stored_widget()["address"] == ""


@pytest.mark.parametrize("address", ["/nowhere.html", "", "%00", "http://[", "javascript:x", "é"])
def test_an_address_without_a_post_is_told_beside_its_field(
    post: Post, set_widget: SetWidget, address: str
) -> None:
    answer = set_widget("featured", post="x", address=address)
    assert answer.status_code == 422
    assert answer.find("#own-address").attributes["value"] == address
    field = "#own-address" if address else "#own-post"
    assert answer.find(field).attributes["aria-invalid"] == "true"
    assert "A post" in answer.find("#own-post").text()
