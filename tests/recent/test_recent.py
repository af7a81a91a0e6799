"""The widget of the newest posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from blog.db import now
from blog.media.models import Media
from blog.posts.models import Post
from tests.stage.reader import Reader
from tests.stage.widgets import SetWidget


def test_the_newest_posts_stand_there_without_the_one_that_is_read(
    reader: Reader,
    make_post: Callable[..., Post],
    place: Callable[..., None],
    count_queries: Callable[[], object],
) -> None:
    place("recent", number=3, has_date=False)
    assert not reader.get("/").html.css("#widget-1")
    posts = [make_post() for _number in range(5)]
    make_post("A draft", status="draft")
    make_post("Tomorrow", published_at=now() + timedelta(days=1))
    make_post("A page", kind="page")
    titles = [f"Post {number}" for number in (5, 4, 3, 2)]
    assert reader.get("/").texts("#widget-1 li a") == titles[:3]
    assert reader.get(str(posts[3].path)).texts("#widget-1 li a") == [titles[0], *titles[2:]]
    assert not reader.get("/").html.css("#widget-1 time, #widget-1 p, #widget-1 img")
    with count_queries() as queries:  # type: ignore[attr-defined]
        reader.get("/widgets/1")
    assert len(queries) == 2, queries  # The settings, and the posts.


@pytest.mark.sqlite
def test_the_owner_decides_what_of_each_post_is_shown(
    reader: Reader,
    make_post: Callable[..., Post],
    make_picture: Callable[..., Media],
    set_widget: SetWidget,
) -> None:
    make_post(
        "עולם", "**Words** of it. <script>x</script>", picture="/media/x.webp", picture_alt="Red",
        featured_id=make_picture().id, written_direction="rtl",
    )  # fmt: skip
    answer = set_widget("recent", number="7", has_picture="y", has_snippet="y", has_date="y")
    assert answer.status_code == 303
    page = reader.get("/")
    assert page.find("#widget-1 li").attributes["dir"] == "rtl"
    assert page.texts("#widget-1 li p") == ["Words of it."]
    assert page.texts("#widget-1 li a") == ["עולם"]
    assert page.find("#widget-1 li time")


@pytest.mark.sqlite
@pytest.mark.parametrize("number", ["", "0", "51", "many", "9" * 40])
def test_a_number_that_makes_no_sense_is_told_beside_its_field(
    set_widget: SetWidget, number: str
) -> None:
    answer = set_widget("recent", number=number)
    assert answer.status_code == 422
    assert answer.find("#own-number").attributes["aria-invalid"] == "true"
    assert answer.find("#own-number").attributes["value"] == number
