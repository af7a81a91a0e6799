"""The home page: the newest posts, older ones by cursor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from blog.db import db, now
from blog.posts.models import Post
from blog.posts.queries import home, latest, newest_uncounted
from tests.stage.reader import Reader


def test_the_newest_post_stands_first(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(title="Monday")
    make_post(title="Tuesday")
    assert reader.get("/").texts(".teaser h2") == ["Tuesday", "Monday"]


def test_an_empty_blog_says_so(reader: Reader) -> None:
    assert "Nothing has been published here yet." in reader.get("/").text


def test_older_posts_follow_by_links_until_all_are_seen_once(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    moment = now() - timedelta(days=1)
    # The same moment for several: the cursor must tell them apart by number.
    titles = [make_post(title=f"Post {n}", published_at=moment).title for n in range(25)]
    seen: list[str] = []
    address: str | None = "/"
    while address:
        answer = reader.get(address)
        seen += answer.texts(".teaser h2")
        link = answer.html.css_first(".older a")
        address = link.attributes["href"] if link else None
        assert link is None or link.attributes["hx-get"] == address
    assert seen == titles[::-1]


def test_a_cursor_that_names_no_place_is_not_found(reader: Reader, post: Post) -> None:
    assert reader.get("/?before=yesterday").status_code == 404
    assert reader.get(f"/?before={'9' * 40}").status_code == 404


def test_drafts_scheduled_trashed_posts_and_pages_are_not_listed(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="Seen")
    make_post(title="Draft", status="draft")
    make_post(title="Tomorrow", published_at=now() + timedelta(days=1))
    make_post(title="Trash", status="trashed")
    make_post(title="About", kind="page")
    answer = reader.get("/")
    assert answer.texts(".teaser h2") == ["Seen"]
    assert answer.texts(".pages a") == ["About"]


def test_a_link_to_read_more_says_what_it_leads_to(reader: Reader, post: Post) -> None:
    assert reader.get("/").texts(".more a") == [f"Read more: {post.title}"]


def test_a_list_shows_a_post_as_written_up_to_its_jump_break(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(source="The **beginning**.\n\n<!--more-->\n\nThe end.")
    answer = reader.get("/")
    assert answer.texts(".until-break strong") == ["beginning"]
    assert "The end." not in answer.text


def test_a_list_shows_the_first_words_of_a_post_without_jump_break(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(source="A **long** story. " * 100)
    assert reader.get("/").texts(".summary")[0].startswith("A long story. A long")


def test_the_home_page_asks_four_questions_besides_its_widgets(
    reader: Reader, make_post: Callable[..., Post], count_queries: Callable[..., object]
) -> None:
    def queries() -> int:
        with count_queries() as asked:  # type: ignore[attr-defined]
            reader.get("/")
        return len(asked)

    make_post(title="First", labels=["Paper"])
    reader.get("/")  # The first request also looks whether the database is up to date.
    few = queries()
    for number in range(30):
        make_post(title=f"Post {number}", labels=["Paper", f"Label {number}"])
    assert queries() == few <= 4 + 3


def test_the_newest_post_leads_the_home_page_alone(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="Older")
    make_post(title="Newest")
    home = reader.get("/")
    assert home.texts(".lead h2") == ["Newest"]
    assert home.texts("#stream h2") == ["Older"]


def test_pinned_posts_stand_first_on_the_first_page_and_nowhere_else(
    reader: Reader, make_post: Callable[..., Post], change_setting: Callable[[str, object], None]
) -> None:
    change_setting("posts_per_page", 2)
    titles = [make_post(title=f"Post {n}", is_pinned=n in (1, 5)).title for n in range(7)]
    home = reader.get("/")
    assert home.texts(".teaser h2") == ["Post 5", "Post 1", "Post 6", "Post 4"]
    assert home.texts(".teaser .kicker") == ["Pinned", "Pinned"]
    seen = home.texts(".teaser h2")
    while link := home.html.css_first(".older a"):
        home = reader.get(link.attributes["href"])
        assert home.texts(".kicker") == []
        seen += home.texts(".teaser h2")
    assert sorted(seen) == titles


def test_only_a_few_pins_hold_and_no_post_is_lost_by_too_many(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    titles = {make_post(is_pinned=True).title for _ in range(8)}
    home = reader.get("/")
    assert len(home.texts(".kicker")) == 5
    assert len(home.texts(".teaser h2")) == 8
    assert set(home.texts(".teaser h2")) == titles


def test_a_pin_moves_nothing_into_sight_and_nothing_in_other_lists(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="Old and pinned", is_pinned=True, labels=["Paper"])
    make_post(title="New", labels=["Paper"])
    make_post(title="Draft", is_pinned=True, status="draft")
    make_post(title="Tomorrow", is_pinned=True, published_at=now() + timedelta(days=1))
    make_post(title="About", is_pinned=True, kind="page")
    assert reader.get("/").texts(".teaser h2") == ["Old and pinned", "New"]
    assert reader.get("/label/paper").texts(".teaser h2") == ["New", "Old and pinned"]
    assert reader.get("/label/paper").texts(".kicker") == ["Label"]
    feed = reader.get("/feed.atom").text
    assert feed.index("<title>New") < feed.index("<title>Old and pinned")


@pytest.mark.sqlite
def test_lists_of_posts_find_their_rows_by_indexes_alone(
    app: Flask, post: Post, plans_of: Callable[..., list[str]]
) -> None:
    at = now()
    with app.app_context():
        first, further = plans_of(lambda: home(10, at)), plans_of(lambda: latest(10, at))
        due = plans_of(lambda: newest_uncounted(at))
    assert any("ix_post_pinned" in step for step in first), first
    assert any("ix_post_uncounted" in step for step in due), due
    for step in [*first, *further, *due]:
        # What goes through an index of all posts must not look at each of them, too.
        assert "ix_post_stream" not in step or "COVERING" in step, step
        assert step != "SCAN post", step


@pytest.fixture
def plans_of() -> Callable[[Callable[[], object]], list[str]]:
    """The steps by which SQLite finds what a question asks for."""

    def steps(ask: Callable[[], object]) -> list[str]:
        found: list[str] = []

        def explain(connection: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
            if statement.startswith("SELECT"):
                rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
                found.extend(row[-1] for row in rows)

        event.listen(db.engine, "before_cursor_execute", explain)
        ask()
        event.remove(db.engine, "before_cursor_execute", explain)
        return found

    return steps
