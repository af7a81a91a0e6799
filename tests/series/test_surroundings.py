"""What stands around a post: the posts beside it by date, and the parts of its series."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from blog.db import db, now, writing
from blog.labels.queries import by_slug
from blog.posts import actions
from blog.posts.models import Post
from blog.series.queries import surroundings
from tests.stage.reader import Answer, Reader

MakePost = Callable[..., Post]


@pytest.fixture
def make_series(app: Flask, make_post: MakePost) -> Callable[..., list[Post]]:
    """Makes a series of that many parts, older ones first; another post lies between each two."""

    def make(number: int, label: str = "Binding", *, with_others: bool = True) -> list[Post]:
        parts = []
        for part in range(1, number + 1):
            parts.append(make_post(title=f"{label} {part}", labels=[label]))
            if with_others:
                make_post(title=f"Aside {part}")
        with app.app_context(), writing():
            found = by_slug(label.lower())
            assert found
            found.is_series = True
        return parts

    return make


def beside(answer: Answer) -> list[tuple[str, str]]:
    """Each link's direction and words."""
    links = answer.html.css("nav.beside a")
    return [(str(a.attributes["rel"]), " ".join(a.text().split())) for a in links]


def test_a_post_leads_to_the_older_and_the_newer_one(reader: Reader, make_post: MakePost) -> None:
    same_moment = now() - timedelta(days=1)
    oldest, middle, newest = (
        make_post(title=name, published_at=same_moment) for name in ("One", "Two", "")
    )
    make_post(title="Not yet", published_at=now() + timedelta(days=1))
    make_post(title="A draft", status="draft")
    make_post(title="In the trash", status="trashed")
    make_post(title="A page", kind="page")
    answer = reader.get(str(middle.path))
    assert beside(answer) == [("prev", "Older post One"), ("next", "Newer post Untitled")]
    assert answer.find("nav.beside [rel=prev]").attributes["href"] == oldest.path
    assert beside(reader.get(str(oldest.path))) == [("next", "Newer post Two")]
    assert beside(reader.get(str(newest.path))) == [("prev", "Older post Two")]


@pytest.mark.sqlite
def test_a_page_and_the_only_post_lead_nowhere(reader: Reader, post: Post, page: Post) -> None:
    assert not beside(reader.get(str(post.path)))
    assert not beside(reader.get(str(page.path)))


def test_a_part_tells_its_place_and_leads_to_the_parts_beside_it(
    app: Flask, reader: Reader, make_series: Callable[..., list[Post]]
) -> None:
    first, second, third = make_series(3)
    answer = reader.get(str(second.path))
    assert answer.texts(".series summary") == ["Part 2 of 3: Binding"]
    assert answer.texts(".series li") == ["Binding 1", "Binding 2", "Binding 3"]
    assert answer.texts(".series [aria-current]") == ["Binding 2"]
    assert beside(answer) == [("prev", "Previous part Binding 1"), ("next", "Next part Binding 3")]
    # Where the series ends, the blog goes on.
    assert beside(reader.get(str(third.path))) == [
        ("prev", "Previous part Binding 2"), ("next", "Newer post Aside 3")
    ]  # fmt: skip
    with app.app_context(), writing():
        actions.unpublish(db.session.get_one(Post, first.id))
    answer = reader.get(str(second.path))
    assert answer.texts(".series summary") == ["Part 1 of 2: Binding"]
    assert "Binding 1" not in answer.text


def test_a_long_series_lists_the_parts_around_and_leads_to_all(
    reader: Reader, make_series: Callable[..., list[Post]]
) -> None:
    parts = make_series(60, with_others=False)
    answer = reader.get(str(parts[29].path))
    assert answer.texts(".series summary") == ["Part 30 of 60: Binding"]
    listed = answer.texts(".series li")
    assert (listed[0], listed[-1], len(listed)) == ("Binding 5", "Binding 55", 51)
    assert answer.find(".series ol").attributes["start"] == "5"
    assert answer.find(".series p a").attributes["href"] == "/label/binding"


@pytest.mark.sqlite
def test_a_series_too_long_to_be_numbered_is_listed_on_its_own_page_alone(
    reader: Reader, make_series: Callable[..., list[Post]], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = make_series(3)
    monkeypatch.setattr("blog.series.queries.MOST_PARTS", 3)
    assert reader.get(str(parts[1].path)).texts(".series summary") == ["Part 2 of 3: Binding"]
    monkeypatch.setattr("blog.series.queries.MOST_PARTS", 2)
    answer = reader.get(str(parts[1].path))
    assert not answer.html.css(".series")
    assert beside(answer) == [("prev", "Older post Aside 1"), ("next", "Newer post Aside 2")]
    assert reader.get("/label/binding").texts(".teaser h2") == [
        "Binding 1",
        "Binding 2",
        "Binding 3",
    ]


def test_a_series_is_listed_from_its_first_part_on(
    reader: Reader,
    make_series: Callable[..., list[Post]],
    change_setting: Callable[[str, object], None],
) -> None:
    change_setting("posts_per_page", 2)
    make_series(5)
    page = reader.get("/label/binding")
    assert page.texts("h1") == ["Series Binding"]
    read = []
    while True:
        read.append(page.texts(".teaser h2"))
        if not page.html.css("#older a"):
            break
        assert page.texts("#older a") == ["Later parts"]
        page = reader.get(str(page.find("#older a").attributes["href"]))
    assert read == [["Binding 1", "Binding 2"], ["Binding 3", "Binding 4"], ["Binding 5"]]
    assert page.find(".teaser").attributes["data-announce"] == "1 later part"
    assert reader.get("/label/binding?after=never").status_code == 404


def test_a_post_may_be_a_part_of_two_series(
    reader: Reader, make_post: MakePost, make_series: Callable[..., list[Post]]
) -> None:
    make_series(1, "Paper")
    make_series(2, "Binding")
    both = make_post(title="Both", labels=["Paper", "Binding", "Ink"])
    answer = reader.get(str(both.path))
    assert answer.texts(".series summary") == ["Part 3 of 3: Binding", "Part 2 of 2: Paper"]
    assert answer.texts("article .labels a") == ["Binding", "Ink", "Paper"]
    assert beside(answer) == [("prev", "Previous part Binding 2")]


@pytest.mark.sqlite
def test_a_part_that_moves_while_it_is_read_is_still_that_part(
    app: Flask, make_series: Callable[..., list[Post]]
) -> None:
    parts = make_series(3)
    parts[1].path = "/as/it/was/a/moment/ago.html"
    with app.app_context():
        around = surroundings(parts[1], now())
    assert [(series.number, series.total) for series in around.series] == [(2, 3)]
