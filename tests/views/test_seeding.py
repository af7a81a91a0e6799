"""Views counted elsewhere come in from a CSV file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from blog.db import db, writing
from blog.posts.models import Post
from blog.posts.placing import add_alias
from blog.views.actions import seed_views
from blog.views.models import DailyViews
from blog.views.seeding import MOST_VIEWS, SeedRefused, SeedRow, read_seed


def test_paths_and_whole_addresses_are_read_alike() -> None:
    lines = ["\ufeffAddress,Views,Day", "https://old.example/2020/a.html?m=1,12,2020-05-01", ""]
    assert read_seed(lines) == [SeedRow("/2020/a.html", date(2020, 5, 1), 12)]
    assert read_seed(["path;views", "2020/a.html;7"]) == [SeedRow("/2020/a.html", None, 7)]


def test_a_file_without_names_of_columns_is_read_by_its_first_line() -> None:
    assert read_seed(["/a.html,7", "https://old.example/b,8"]) == [
        SeedRow("/a.html", None, 7),
        SeedRow("/b", None, 8),
    ]
    for line in ("/a;2020-05-01;7", "/a;7;2020-05-01"):
        assert read_seed([line]) == [SeedRow("/a", date(2020, 5, 1), 7)]


def test_at_most_twenty_faults_are_told() -> None:
    with pytest.raises(SeedRefused) as refused:
        read_seed(["path,views", *("/a,x" for _ in range(50))])
    assert [number for number, _fault in refused.value.faults] == list(range(2, 22))


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([], "line 1: the columns"),
        (["title,views"], "line 1: the columns"),
        (["path,day"], "line 1: the columns"),
        (["/a,1,2,3"], "line 1: the columns"),
        (["/a,1", "/b"], "line 2: “”"),
        (["path,views", "/a,1", "/b,many"], "line 3: “many”"),
        (["path,views", "/a,-1"], "line 2: “-1”"),
        (["path,views", "/a"], "line 2: “”"),
        (["path,views", "/a,99999999999"], "line 2: “99999999999”"),
        (["path,views", ",3"], "line 2: there is no path"),
        (["path,views", "http://[x,3"], "line 2: there is no path"),
        (["path,day,views", "/a,1.5.2020,3"], "line 2: “1.5.2020”"),
        (["path,views", '"/a', '",x', "/b,y"], "line 3: “x” is not a number of views; line 4: “y”"),
        (["path,views", "/a," + "9" * 200_000], "line 2: this is not CSV"),
    ],
)
def test_a_faulty_line_is_named(lines: list[str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault.replace(".", r"\.")):
        read_seed(lines)


def test_numbers_are_set_so_a_second_run_changes_nothing(
    app: Flask, make_post: Callable[..., Post]
) -> None:
    post = make_post(path="/2020/café.html", published_at=datetime(2020, 5, 1, tzinfo=UTC))
    with app.app_context(), writing():
        add_alias("/old.html", post=db.session.get_one(Post, post.id))
    rows = read_seed(
        ["path,day,views", "/2020/caf%C3%A9.html,2020-06-01,5", "/old.html,2020-06-01,2",
         "/old.html,,100", "/gone.html,,9", "/gone.html,2020-01-01,9"]
    )  # fmt: skip
    for _ in range(2):
        with app.app_context(), writing():
            assert seed_views(rows) == ["/gone.html"]
        with app.app_context():
            found = db.session.execute(select(DailyViews.day, DailyViews.views))
            assert {day: views for day, views in found} == {
                date(2020, 5, 1): 100,
                date(2020, 6, 1): 7,
            }


def test_thousands_of_rows_are_taken_and_none_is_too_much(app: Flask, post: Post) -> None:
    rows = [SeedRow(f"/gone-{number}", None, 1) for number in range(3_000)]
    rows += [SeedRow(post.path or "", date(2020, 5, 1), MOST_VIEWS)] * 2
    with app.app_context(), writing():
        assert len(seed_views(rows)) == 3_000
    with app.app_context():
        assert list(db.session.scalars(select(DailyViews.views))) == [MOST_VIEWS]
