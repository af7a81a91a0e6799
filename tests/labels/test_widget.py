"""The widget of labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from blog.posts.models import Post
from tests.stage.reader import Reader
from tests.stage.widgets import SetWidget


@pytest.fixture
def labelled(make_post: Callable[..., Post]) -> None:
    """Four labels: `ink` on eight posts, `Blue` and `art` on two, `Zinc` on one and a draft."""
    for number in range(8):
        labels = {0: ["Zinc", "art"], 1: ["Blue", "art"], 2: ["Blue"]}.get(number, [])
        make_post(labels=["ink", *labels])
    make_post(status="draft", labels=["Zinc", "Secret"])


@pytest.mark.usefixtures("labelled")
def test_labels_stand_in_the_order_and_shape_that_the_owner_chose(
    reader: Reader, place: Callable[..., None]
) -> None:
    place("labels")
    assert reader.get("/").texts("#widget-1 .cloud a") == ["art 2", "Blue 2", "ink 8", "Zinc 1"]
    place("labels", shape="list", order="count", most=2)
    page = reader.get("/")
    assert page.texts("#widget-1 > .list li") == ["ink 8", "art 2"]
    assert page.texts("#widget-1 details summary") == ["2 more labels"]
    assert page.texts("#widget-1 details li") == ["Blue 2", "Zinc 1"]
    place("labels", has_counts=False)
    assert reader.get("/").texts("#widget-1 a") == ["art", "Blue", "ink", "Zinc"]


@pytest.mark.usefixtures("labelled")
def test_a_cloud_tells_everybody_how_often_a_label_is_used(
    reader: Reader, place: Callable[..., None]
) -> None:
    place("labels", shape="cloud", has_counts=False)
    page = reader.get("/")
    sizes = [str(link.attributes["class"]) for link in page.html.css("#widget-1 a")]
    assert sizes == ["size-2", "size-2", "size-5", "size-1"]
    assert page.texts("#widget-1 a .hidden") == [
        "(2 posts)", "(2 posts)", "(8 posts)", "(1 post)",
    ]  # fmt: skip


@pytest.mark.usefixtures("labelled")
def test_the_owner_may_choose_some_labels(
    reader: Reader, set_widget: SetWidget, stored_widget: Callable[[], dict[str, Any]]
) -> None:
    sent = {"shape": "row", "order": "name", "most": "30"}
    assert set_widget("labels", **sent, chosen=["1", "3"]).status_code == 303
    assert stored_widget()["chosen"] == [1, 3]
    assert len(reader.get("/").texts("#widget-1 a")) == 2
    assert set_widget("labels", **sent | {"shape": "heart"}).status_code == 422


@pytest.mark.sqlite
def test_a_chosen_label_stays_chosen_while_no_post_carries_it(
    make_post: Callable[..., Post], place: Callable[..., None], sign_in: Callable[[str], Reader]
) -> None:
    make_post(labels=["ink"])
    make_post(status="draft", labels=["Zinc"])
    place("labels", chosen=[2, 99])
    boxes = sign_in("owner").get("/admin/widgets/1").html.css("[name=own-chosen][checked]")
    assert [str(box.attributes["value"]) for box in boxes] == ["2"]
