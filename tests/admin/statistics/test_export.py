"""Statistics leave as CSV: numbers that add up, and no formula that somebody else wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from blog.comments.models import Comment
from blog.posts.models import Post
from blog.views.models import DailySource
from blog.views.seeding import read_seed
from tests.admin.statistics.stage import a_day, put, viewed
from tests.stage.reader import Reader

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 3, 2), date(2026, 3, 1)


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def table(browser: Reader, kind: str, days: str = "week") -> list[list[str]]:
    answer = browser.get(f"/admin/statistics/export/{kind}.csv?range={days}")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    # Spreadsheets take a file for UTF-8 by that mark alone.
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_each_question_has_a_table_of_its_own(
    app: Flask,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
) -> None:
    published = datetime(2026, 2, 27, 23, 30, tzinfo=UTC)
    often = make_post(title='=HYPERLINK("x")', path="/often.html", published_at=published)
    seldom = make_post(title="Zwölf, mit Komma", path="/selten.html", published_at=published)
    put(
        app,
        viewed(often, TODAY, 20),
        viewed(seldom, YESTERDAY, 1),
        viewed(seldom, date(2026, 2, 1), 9),
        *a_day(TODAY, readers=6, phone=15, tablet=5),
        *(DailySource(day=TODAY, host=host, views=1) for host in ("@evil", "-evil", "a.example")),
    )
    make_comment(often, created_at=NOON)
    owner = sign_in("owner")

    days = table(owner, "days")
    assert days[0] == ["day", "views", "readers"]
    assert days[1:3] == [["2026-02-24", "0", "0"], ["2026-02-25", "0", "0"]]
    assert days[-2:] == [["2026-03-01", "1", "0"], ["2026-03-02", "20", "6"]]
    assert len(days) == 8
    assert table(owner, "posts") == [
        ["path", "title", "published", "views", "comments"],
        ["/often.html", '\'=HYPERLINK("x")', "2026-02-27", "20", "1"],
        ["/selten.html", "Zwölf, mit Komma", "2026-02-27", "1", "0"],
    ]
    assert table(owner, "sources") == [
        ["host", "views"], ["", "20"], ["'-evil", "1"], ["'@evil", "1"], ["a.example", "1"],
    ]  # fmt: skip
    assert table(owner, "devices") == [["device", "views"], ["phone", "15"], ["tablet", "5"]]
    assert table(owner, "comments")[-2:] == [["2026-03-01", "0"], ["2026-03-02", "1"]]


def test_all_of_the_time_is_told_day_by_day(
    app: Flask, sign_in: Callable[..., Reader], post: Post, make_comment: Callable[..., Comment]
) -> None:
    put(app, viewed(post, date(2021, 1, 1), 3))
    make_comment(post, created_at=datetime(2023, 6, 30, 23, 59, tzinfo=UTC))
    owner = sign_in("owner")
    days, comments = table(owner, "days", "all"), table(owner, "comments", "all")
    assert len(days) == len(comments) == 1 + (TODAY - date(2021, 1, 1)).days + 1
    assert days[1] == ["2021-01-01", "3", "0"]
    assert [row for row in comments[1:] if row[1] != "0"] == [["2023-06-30", "1"]]


@pytest.mark.sqlite
def test_the_file_bears_its_days_in_its_name(sign_in: Callable[..., Reader]) -> None:
    answer = sign_in("editor").get("/admin/statistics/export/days.csv?range=week")
    name = 'attachment; filename="days-2026-02-24-2026-03-02.csv"'
    assert answer.headers["Content-Disposition"] == name
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.sqlite
def test_no_other_table_is_there(sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    for address in ("export/people.csv", "export/days.csv?range=century", "export/days.json"):
        assert owner.get(f"/admin/statistics/{address}").status_code == 404


@pytest.mark.sqlite
def test_the_table_of_posts_can_be_brought_to_another_blog(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    put(app, viewed(post, TODAY, 12))
    answer = sign_in("owner").get("/admin/statistics/export/posts.csv?range=all")
    (row,) = read_seed(answer.text.splitlines())
    assert (row.path, row.views) == (post.path, 12)
