"""Popular posts: the order, who is in it, the widget on pages, and the tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from blog.db import db, now, writing
from blog.popular import actions as actions_of_popular
from blog.popular import jobs
from blog.popular.actions import renew_ranking
from blog.popular.models import PopularRank
from blog.posts import actions
from blog.posts.models import Post
from blog.views.actions import seed_views
from blog.views.buffer import View, buffer
from blog.views.jobs import flush
from blog.views.models import DailyViews
from blog.views.seeding import MOST_VIEWS, SeedRow
from blog.widgets.placements import Placement
from tests.stage.reader import Reader
from tests.stage.widgets import SetWidget

MakePost = Callable[..., Post]
RANGES = ("week", "month", "year", "all")


def test_posts_stand_by_their_views_in_each_range(
    app: Flask, reader: Reader, make_post: MakePost
) -> None:
    made = {name: make_post(title=name, published_at=LONG_AGO) for name in RANGES}
    viewed(app, made["week"], 10, days_ago=6)
    viewed(app, made["month"], 20, days_ago=29)
    viewed(app, made["year"], 30, days_ago=364)
    viewed(app, made["all"], 40, days_ago=365)
    renew(app)

    order = {name: shown(reader, f"/popular/ranking?range={name}")[0] for name in RANGES}

    assert order == {name: name for name in RANGES}


def test_the_newer_of_two_posts_with_the_same_views_comes_first(
    app: Flask, reader: Reader, make_post: MakePost
) -> None:
    older, newer = make_post(title="older"), make_post(title="newer")
    most = make_post(title="most", published_at=LONG_AGO)
    for post, views in ((older, 5), (newer, 5), (most, 6)):
        viewed(app, post, views)
    renew(app)
    assert shown(reader) == ["most", "newer", "older"]


def test_any_sum_of_views_can_be_ranked_and_counted_on(
    app: Flask, reader: Reader, make_post: MakePost
) -> None:
    most, newest = make_post(title="most"), make_post(title="newest")
    today = now().date()
    with app.app_context():
        with writing():
            days = [SeedRow(most.path or "", today - timedelta(n), MOST_VIEWS) for n in range(3)]
            seed_views([*days, SeedRow(newest.path or "", today, 1)])
        buffer().add(View(most.id, now(), "192.0.2.1", "Firefox"))
        assert flush() == 1
        assert jobs.renew() is True
        assert jobs.renew() is False
    assert shown(reader) == ["most", "newest"]


def test_the_days_are_those_of_the_blogs_time_zone(
    app: Flask, reader: Reader, make_post: MakePost, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("time_zone", "Pacific/Auckland")
    with time_machine.travel(datetime(2026, 5, 1, 13, tzinfo=UTC), tick=False):
        make_post(title="newest")
        first_day = make_post(title="seen on the first of May", published_at=LONG_AGO)
        viewed(app, first_day, 5, day=date(2026, 5, 2))  # It is the second of May there.
        renew(app)
        assert shown(reader)[0] == "seen on the first of May"


def test_without_views_comments_tell_then_the_date(
    app: Flask, reader: Reader, make_post: MakePost, make_comment: Callable[..., Any]
) -> None:
    discussed = make_post(title="discussed")
    make_post(title="old", published_at=LONG_AGO)
    make_post(title="new")
    make_comment(discussed)
    renew(app)
    assert shown(reader) == ["discussed", "new", "old"]


def test_before_the_first_renewal_the_newest_posts_stand_in(
    reader: Reader, make_post: MakePost
) -> None:
    for number in range(5):
        make_post(title=f"Post {number}")
    assert shown(reader) == ["Post 4", "Post 3", "Post 2"]


@pytest.mark.parametrize("is_renewed", [True, False])
def test_the_post_itself_is_left_out_and_as_many_are_shown(
    app: Flask, reader: Reader, make_post: MakePost, is_renewed: bool
) -> None:
    posts = [make_post(title=f"Post {number}") for number in range(5)]
    if is_renewed:
        renew(app)
    assert shown(reader, posts[4].path or "") == ["Post 3", "Post 2", "Post 1"]
    assert shown(reader, f"/popular/ranking?range=week&post={posts[3].id}") == [
        "Post 4", "Post 2", "Post 1",
    ]  # fmt: skip


def test_what_readers_may_not_see_is_never_in_it(
    app: Flask, reader: Reader, make_post: MakePost, page: Post
) -> None:
    public = make_post(title="public")
    hidden = [
        make_post(status="draft", path="/draft.html"),
        make_post(status="trashed"),
        make_post(published_at=now() + timedelta(days=1)),
        page,
    ]
    for post in hidden:
        viewed(app, post, 100)
    renew(app)
    with app.app_context():
        assert set(db.session.scalars(select(PopularRank.post_id))) == {public.id}
    for name in RANGES:
        assert shown(reader, f"/popular/ranking?range={name}") == ["public"]
    assert shown(reader, "/popular") == ["public"]


def test_a_post_taken_down_leaves_at_once_and_another_moves_up(
    app: Flask, reader: Reader, make_post: MakePost
) -> None:
    posts = [make_post(title=f"Post {number}") for number in range(5)]
    renew(app)
    with app.app_context(), writing():
        actions.trash(db.session.get_one(Post, posts[4].id))
    assert shown(reader) == ["Post 3", "Post 2", "Post 1"]


def test_a_ranking_that_stands_is_not_written_again(app: Flask, make_post: MakePost) -> None:
    viewed(app, make_post(), 3)
    with app.app_context():
        assert jobs.renew()
        assert not jobs.renew()
        with writing():
            assert not renew_ranking()


def test_the_longest_ranking_is_fifty(app: Flask, make_post: MakePost) -> None:
    for _ in range(55):
        make_post()
    renew(app)
    with app.app_context():
        found = db.session.scalars(select(PopularRank.rank).filter_by(range="all"))
        assert sorted(found) == list(range(1, 51))


@pytest.mark.sqlite
def test_a_tab_that_fails_leaves_the_list_and_rests(
    reader: Reader, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("blog.popular.routes.render_ranking", fails)
    answer = reader.htmx.get("/popular/ranking?range=week&placement=1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    monkeypatch.undo()
    assert reader.htmx.get("/popular/ranking?range=week&placement=1").status_code == 503


def test_the_tabs_are_links_that_htmx_hurries_along(reader: Reader, make_post: MakePost) -> None:
    post = make_post()
    make_post()
    answer = reader.get(post.path or "")
    year = answer.find("#widget-1 .tabs a[href='/popular?range=year']")
    assert year.attributes["hx-get"] == f"/popular/ranking?range=year&post={post.id}&placement=1"
    assert year.attributes["hx-target"] == "#widget-1"
    assert year.attributes["hx-swap"] == "outerHTML"
    assert answer.texts("#widget-1 [aria-current=true]") == ["Month"]

    swapped = reader.htmx.get(year.attributes["hx-get"] or "")

    section = swapped.find("section#widget-1")
    assert section.attributes["data-announce"] == "Popular posts: this year"
    assert swapped.texts("[aria-current=true]") == ["Year"]
    # By its id htmx gives the focus back to the tab.
    assert swapped.find("[aria-current=true]").id == year.id == "widget-1-year"
    assert swapped.headers["X-Robots-Tag"] == "noindex"
    assert swapped.text == reader.get(year.attributes["hx-get"] or "").text

    plain = reader.get(year.attributes["href"] or "")
    assert plain.texts("h1") == ["Popular posts from this blog"]
    assert plain.texts("#ranking [aria-current=true]") == ["Year"]


def test_the_page_shows_more_and_swaps_itself(reader: Reader, make_post: MakePost) -> None:
    for _ in range(25):
        make_post()
    answer = reader.get("/popular?range=week")
    assert len(answer.html.css("#ranking .card")) == 20
    tab = answer.find("#ranking-all")
    assert tab.attributes["hx-get"] == tab.attributes["href"] == "/popular?range=all"
    assert tab.attributes["hx-select"] == "#ranking"
    assert tab.attributes["hx-push-url"] == "true"
    canonical = answer.find("link[rel=canonical]").attributes["href"] or ""
    assert canonical.endswith("/popular?range=week")


def test_a_card_shows_picture_snippet_and_date(reader: Reader, make_post: MakePost) -> None:
    make_post(
        title="Seven blues",
        source="![Ink](https://example.org/blue.jpg)\n\nUltramarine fades.",
        published_at=datetime(2026, 3, 12, tzinfo=UTC),
    )
    make_post(title="حروف", source="نص عربي طويل بما يكفي ليعرف المرء لغته من كلماته")
    answer = reader.get("/popular/ranking")
    picture = answer.find(".card:has(img) img")
    assert picture.attributes["src"] == "https://example.org/blue.jpg"
    assert "Ultramarine fades." in answer.find(".card:has(img) p").text()
    assert answer.find(".card:has(img) time bdi").text() == "March 12, 2026"
    assert answer.find(".card[dir=rtl] h3").text() == "حروف"


def test_the_owner_chooses_range_and_number(
    reader: Reader, make_post: MakePost, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("popular_range", "all")
    change_setting("popular_posts", 2)
    for _ in range(5):
        make_post()
    answer = reader.get("/widgets/1")
    assert answer.texts("[aria-current=true]") == ["All"]
    assert len(answer.html.css(".card")) == 2


def test_a_placement_says_for_itself_what_it_shows(
    app: Flask, reader: Reader, make_post: MakePost, arrange: Callable[..., None]
) -> None:
    picture = "![Ink](https://example.org/blue.jpg)\n\nUltramarine fades."
    posts = [make_post(source=picture) for _ in range(5)]
    for days_ago, post in zip((0, 20), posts, strict=False):
        viewed(app, post, 10, days_ago=days_ago)
    renew(app)
    plain = dict.fromkeys(("has_picture", "has_snippet", "has_date", "has_tabs"), False)
    arrange(
        Placement(7, "popular", "below", settings={"range": "week", "number": 1, **plain}),
        Placement(9, "popular", "side", title="Loved", settings={"range": "all", "number": 2}),
    )

    answer = reader.get(posts[4].path or "")

    assert answer.texts("#widget-7 .card") == ["Post 1"]
    assert not answer.html.css("#widget-7 :is(img, time, .tabs)")
    assert answer.texts("#widget-9 h2, #widget-9 h3") == ["Loved", "Post 2", "Post 1"]
    assert len(answer.html.css("#widget-9 .card img, #widget-9 .card time")) == 4
    assert answer.texts("#widget-9 [aria-current=true]") == ["All"]
    tab = answer.find("#widget-9-month")
    assert tab.attributes["hx-target"] == "#widget-9"
    swapped = reader.htmx.get(tab.attributes["hx-get"] or "")
    assert swapped.find("section").id == "widget-9"
    assert swapped.texts("h2, h3") == ["Loved", "Post 2", "Post 1"]
    assert reader.get("/popular/ranking?placement=99").find("section").id == "widget-0"


@pytest.mark.sqlite
def test_the_owner_sets_a_placement(
    set_widget: SetWidget, stored_widget: Callable[[], dict[str, Any]]
) -> None:
    assert set_widget("popular", range="year", number="5", has_picture="y").status_code == 303
    assert stored_widget() == {
        "range": "year", "number": 5, "has_picture": True, "has_snippet": False,
        "has_date": False, "has_tabs": False,
    }  # fmt: skip
    assert set_widget("popular", range="day", number="13").status_code == 422


def test_what_is_left_out_is_so_at_once_and_comes_back(
    app: Flask, reader: Reader, make_post: MakePost
) -> None:
    posts = [make_post(title=f"Post {number}") for number in range(3)]
    viewed(app, posts[0], 9)
    renew(app)
    assert shown(reader) == ["Post 0", "Post 2", "Post 1"]
    for is_renewed in (False, True):
        set_ranked(app, posts[0], actions_of_popular.exclude)
        if is_renewed:
            renew(app)
        assert shown(reader) == ["Post 2", "Post 1"]
        with app.app_context():
            ranked = set(db.session.scalars(select(PopularRank.post_id)))
        assert (posts[0].id in ranked) is not is_renewed
    set_ranked(app, posts[0], actions_of_popular.include)
    renew(app)
    assert shown(reader) == ["Post 0", "Post 2", "Post 1"]


def test_an_empty_blog_shows_no_widget(app: Flask, reader: Reader) -> None:
    renew(app)
    assert reader.get("/").html.css(".popular") == []
    assert reader.get("/popular/ranking").data == b""
    assert "Nothing has been published" in reader.get("/popular").text


@pytest.mark.parametrize("address", ["/popular", "/popular/ranking"])
def test_there_is_no_other_range(reader: Reader, address: str) -> None:
    assert reader.get(f"{address}?range=day").status_code == 404


@pytest.mark.parametrize("post", ["0", "-1", "x", str(10**30)])
def test_a_strange_post_number_harms_nobody(reader: Reader, make_post: MakePost, post: str) -> None:
    make_post(title="A post")
    assert shown(reader, f"/popular/ranking?post={post}") == ["A post"]


def test_the_fragment_costs_two_queries_whatever_the_size(
    app: Flask, reader: Reader, make_post: MakePost, count_queries: Callable[[], Any]
) -> None:
    for posts in (1, 20):
        for _ in range(posts):
            make_post()
        renew(app)
        reader.get("/popular/ranking")  # A process's very first request looks at the tables, too.
        with count_queries() as queries:
            reader.get("/popular/ranking?range=all")
        assert len(queries) == 2, queries


LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)


def shown(reader: Reader, address: str = "/popular/ranking?range=week") -> list[str]:
    cards = "#ranking .card :is(h2, h3), .widget.popular .card :is(h2, h3)"
    return reader.get(address).texts(cards)


def set_ranked(app: Flask, post: Post, act: Callable[[Post], object]) -> None:
    with app.app_context(), writing():
        act(db.session.get_one(Post, post.id))


def viewed(
    app: Flask, post: Post, views: int, *, days_ago: int = 0, day: date | None = None
) -> None:
    with app.app_context(), writing():
        on = day or now().date() - timedelta(days=days_ago)
        db.session.add(DailyViews(post_id=post.id, day=on, views=views))


def renew(app: Flask) -> None:
    with app.app_context():
        jobs.renew()
