"""Posts that are like the one that is being read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from blog.db import db, now, writing
from blog.labels.actions import merge, remove
from blog.labels.queries import by_names
from blog.posts import actions
from blog.posts.models import Post
from blog.related.actions import write_weights
from blog.related.jobs import compare_some
from blog.related.models import PostTerm, Related, Uncompared
from tests.stage.reader import Reader
from tests.stage.widgets import SetWidget

MakePost = Callable[..., Post]
FISH = "The heron waits at the river for trout, and the trout waits for the fly."
BREAD = "Knead the dough, let the sourdough rise overnight, bake the loaf in a hot oven."
PAPER = "Fold the sheets, sew the signatures, glue the spine and press the book."


@pytest.fixture(autouse=True)
def shown(place: Callable[..., None]) -> None:
    """The widget stands below each post, four posts long."""
    place("related", zone="below", number=4)


@pytest.fixture
def compare(app: Flask) -> Callable[[], None]:
    """Lets the job see to everything that changed."""

    def run() -> None:
        with app.app_context():
            while compare_some():
                pass

    return run


@pytest.fixture
def change(app: Flask) -> Callable[..., None]:
    """Does something to a post as the program does."""

    def act(post: Post, *verbs: Callable[[Post], object]) -> None:
        with app.app_context(), writing():
            row = db.session.get_one(Post, post.id)
            for verb in verbs:
                verb(row)

    return act


def listed(reader: Reader, post: Post) -> list[str]:
    return reader.get(str(post.path)).texts("#widget-1 h3")


def test_a_post_leads_to_those_on_its_subject(
    reader: Reader, make_post: MakePost, compare: Callable[[], None]
) -> None:
    heron = make_post(title="The heron", source=FISH)
    make_post(title="Bread", source=BREAD)
    make_post(title="Trout", source=f"A trout in the river. {FISH}")
    make_post(title="Pressing a book", source=PAPER)
    make_post(title="Sourdough", source=f"More dough. {BREAD}")
    assert listed(reader, heron) == []
    compare()
    assert listed(reader, heron) == ["Trout"]
    answer = reader.get(str(heron.path))
    assert answer.texts("#widget-1 h2") == ["Related posts"]
    assert "heron" not in answer.find("#widget-1").text().lower()


@pytest.mark.sqlite
def test_what_is_not_public_tells_nobody_what_it_is_like(
    reader: Reader, make_post: MakePost, compare: Callable[[], None]
) -> None:
    make_post(title="Trout", source=FISH, labels=["Fish"])
    for text in (BREAD, PAPER):
        make_post(source=text)
    draft = make_post(labels=["Fish"], status="draft")
    scheduled = make_post(source=FISH, published_at=now() + timedelta(days=3))
    compare()
    for post in (draft, scheduled):
        assert reader.get(f"/widgets/1?post={post.id}").text.strip() == ""


def test_nobody_is_led_to_what_they_may_not_see(
    reader: Reader, make_post: MakePost, compare: Callable[[], None], change: Callable[..., None]
) -> None:
    post = make_post(title="The heron", source=FISH)
    like = [make_post(title=f"Trout {number}", source=FISH) for number in range(4)]
    make_post(title="A draft", source=FISH, status="draft", labels=["Fish"])
    make_post(title="Not yet", source=FISH, published_at=now() + timedelta(days=1))
    make_post(title="A page", source=FISH, kind="page")
    for number in range(8):
        make_post(title=f"Bread {number}", source=BREAD)
    compare()
    assert listed(reader, post) == ["Trout 3", "Trout 2", "Trout 1", "Trout 0"]
    change(like[3], actions.unpublish)
    change(like[2], actions.trash)
    change(like[1], lambda row: actions.appoint(row, now() + timedelta(days=1)))
    # At once, before anything is compared anew.
    assert listed(reader, post) == ["Trout 0"]
    compare()
    assert listed(reader, post) == ["Trout 0"]
    change(like[3], actions.publish)
    compare()
    assert set(listed(reader, post)) == {"Trout 3", "Trout 0"}


def test_what_is_written_anew_is_compared_anew(
    app: Flask,
    reader: Reader,
    make_post: MakePost,
    compare: Callable[[], None],
    change: Callable[..., None],
) -> None:
    post = make_post(title="The heron", source=FISH)
    other = make_post(title="Sunday", source=BREAD)
    for number in range(4):
        make_post(title=f"Bread {number}", source=BREAD)
        make_post(title=f"Book {number}", source=PAPER)
    compare()
    assert listed(reader, post) == []

    def rewrite(row: Post) -> None:
        row.source = FISH
        actions.render(row)
        actions.words_changed(row)

    change(other, rewrite, rewrite)
    with app.app_context():
        assert db.session.scalars(select(Uncompared.post_id)).all() == [other.id]
    compare()
    assert listed(reader, post) == ["Sunday"]
    assert listed(reader, other) == ["The heron"]
    assert "Sunday" not in listed(reader, make_post(title="Rye", source=BREAD))


def test_a_label_makes_posts_alike_and_stands_in_where_words_do_not(
    reader: Reader,
    make_post: MakePost,
    compare: Callable[[], None],
    change: Callable[..., None],
) -> None:
    post = make_post(title="", source="Ω", labels=["River", "Boats"])
    make_post(title="Older", source=BREAD, labels=["River", "Boats"])
    newer = make_post(title="Newer", source=PAPER, labels=["River"])
    make_post(title="Other", source=FISH, labels=["Bread"])
    assert listed(reader, post) == ["Newer", "Older"]
    compare()
    # Two labels in common are more than one.
    assert listed(reader, post) == ["Older", "Newer"]
    change(newer, lambda row: actions.label(row, ["Bread"]))
    compare()
    assert listed(reader, post) == ["Older"]


def test_labels_that_become_one_make_their_posts_alike(
    app: Flask, reader: Reader, make_post: MakePost, compare: Callable[[], None]
) -> None:
    for number in range(4):
        make_post(title=f"Bread {number}", source=BREAD, labels=["Bread"])
    post = make_post(title="", source="Ω", labels=["Boats"])
    make_post(title="A boat", source=FISH, labels=["Ships"])
    compare()
    assert listed(reader, post) == []
    with app.app_context(), writing():
        labels = by_names(["Ships", "Boats"])
        merge(labels["Boats"], labels["Ships"])
    compare()
    assert listed(reader, post) == ["A boat"]
    with app.app_context(), writing():
        remove(by_names(["Ships"])["Ships"])
    compare()
    assert listed(reader, post) == []


def test_an_erased_post_leaves_no_trace(
    app: Flask,
    reader: Reader,
    make_post: MakePost,
    compare: Callable[[], None],
    change: Callable[..., None],
) -> None:
    post = make_post(title="The heron", source=FISH)
    gone = make_post(title="Gone", source=f"Unheard. {FISH}")
    for number in range(3):
        make_post(title=f"Bread {number}", source=BREAD)
    compare()
    assert listed(reader, post) == ["Gone"]
    change(gone, actions.trash, actions.erase)
    assert listed(reader, post) == []
    with app.app_context():
        for column in (PostTerm.post_id, Related.post_id, Related.other_id, Uncompared.post_id):
            found = select(func.count()).where(column == gone.id)
            assert db.session.scalar(found) == 0, column
    compare()


def test_a_change_in_the_middle_of_the_work_is_not_lost(
    app: Flask,
    reader: Reader,
    make_post: MakePost,
    compare: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = make_post(title="The heron", source=FISH)
    other = make_post(title="Sunday", source=BREAD)
    for number in range(4):
        make_post(title=f"Bread {number}", source=BREAD)
    compare()
    kept, write = [True], write_weights

    def write_late(*given: object) -> None:
        if kept:
            kept.clear()
            row = db.session.get_one(Post, other.id)
            row.source = FISH
            actions.render(row)
            actions.words_changed(row)
        write(*given)  # type: ignore[arg-type]

    with app.app_context(), writing():
        actions.words_changed(db.session.get_one(Post, other.id))
    monkeypatch.setattr("blog.related.jobs.write_weights", write_late)
    compare()
    assert listed(reader, post) == ["Sunday"]


def test_the_owner_chooses_how_many_and_what_of_each(
    reader: Reader,
    make_post: MakePost,
    compare: Callable[[], None],
    set_widget: SetWidget,
    stored_widget: Callable[[], dict[str, object]],
) -> None:
    for number in range(20):
        post = make_post(title=f"Trout {number}", source=f"{FISH} Number {number}.")
        make_post(title="Bread", source=BREAD)
    compare()
    assert len(listed(reader, post)) == 4
    assert set_widget("related", number="13").status_code == 422
    assert set_widget("related", number="12", has_snippet="y").status_code == 303
    assert stored_widget() == {
        "number": 12, "has_picture": False, "has_snippet": True, "has_date": False
    }  # fmt: skip
    answer = reader.get(str(post.path))
    assert len(answer.texts("#widget-1 h3")) == 12
    assert [w for w in answer.texts("#widget-1 .card") if "heron" not in w] == []
    assert not answer.html.css("#widget-1 time")
    assert not reader.get("/").html.css("#widget-1")


def test_it_costs_one_query_however_much_is_alike(
    reader: Reader,
    make_post: MakePost,
    compare: Callable[[], None],
    count_queries: Callable[..., object],
) -> None:
    post = make_post(title="The heron", source=FISH, labels=["Fish"])
    address = f"/widgets/1?post={post.id}"
    reader.htmx.get(address)
    for _ in range(2):
        with count_queries() as asked:  # type: ignore[attr-defined]
            reader.htmx.get(address)
        assert len(asked) <= 2
        for number in range(5):
            make_post(title=f"Trout {number}", source=FISH, labels=["Fish"])
            make_post(title=f"Bread {number}", source=BREAD)
        compare()
