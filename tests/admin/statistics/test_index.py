"""The owner sees how much the blog is read and answered: sums of days, and no person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from blog.comments.models import Comment
from blog.db import now
from blog.posts.models import Post
from blog.views.models import DailyReaders, DailySource
from blog.views.sources import OTHER
from tests.admin.statistics.stage import a_day, put, viewed
from tests.stage.reader import Answer, Reader

AT = "/admin/statistics/"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def noon() -> Any:
    """The second of March, a Monday."""
    with time_machine.travel(NOON, tick=False):
        yield NOON


def sums(page: Answer) -> list[str]:
    return page.texts(".figure .sum")


def compared(page: Answer) -> list[str]:
    return page.texts(".figure .compared")


def rows(page: Answer, heading: str) -> list[list[str]]:
    """The lines of the table below that heading, cell by cell."""
    for section in page.html.css("section"):
        title = section.css_first("h2")
        if title and title.text().strip() == heading:
            return [[" ".join(cell.text().split()) for cell in row.css("th, td")]
                    for row in section.css("tbody tr")]  # fmt: skip
    raise AssertionError(f"no {heading}")


def by_day(page: Answer) -> dict[str, list[str]]:
    lines = page.html.css(".told tbody tr")
    return {row.css_first("th").text(): [cell.text() for cell in row.css("td")] for row in lines}  # type: ignore[union-attr]


def test_views_readers_and_comments_are_told_by_day_and_compared_with_the_days_before(
    app: Flask,
    noon: datetime,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
) -> None:
    first, second = make_post(title="First"), make_post(title="Second")
    today, past = date(2026, 3, 2), date(2026, 2, 23)
    put(
        app,
        viewed(first, today, 3),
        viewed(second, today, 4),
        viewed(second, date(2026, 2, 28), 5),
        viewed(first, past, 8),
        viewed(first, date(2026, 2, 17), 2),
        viewed(first, date(2026, 2, 16), 100),
        DailyReaders(day=today, readers=5),
        DailyReaders(day=date(2026, 2, 28), readers=4),
    )
    for days in (0, 1, 1, 8, 400):
        make_comment(first, created_at=noon - timedelta(days=days))
    make_comment(first, created_at=noon, state="pending")

    page = sign_in("owner").get(f"{AT}?range=week")

    assert sums(page) == ["12", "9", "3"]
    assert compared(page) == [
        "↑ 20% more than in the 7 days before (10)",
        "none in the 7 days before",
        "↑ 200% more than in the 7 days before (1)",
    ]
    told = by_day(page)
    assert next(iter(told)) == "Mon, Mar 2, 2026"
    assert told["Mon, Mar 2, 2026"] == ["7", "5", "1"]
    assert told["Sun, Mar 1, 2026"] == ["0", "0", "2"]
    assert told["Sat, Feb 28, 2026"] == ["5", "4", "0"]
    assert len(told) == 7
    assert page.find("#views-told").text().strip() == "Most: Mon, Mar 2, 2026 (7)."
    assert len(page.html.css("[aria-labelledby^=views-title] g")) == 7


def test_months_and_all_of_the_time_are_put_together(
    app: Flask, noon: datetime, sign_in: Callable[..., Reader], post: Post
) -> None:
    days = [date(2026, 3, 1), date(2026, 2, 28), date(2026, 1, 31), date(2025, 4, 1)]
    before = [date(2025, 3, 31), date(2025, 3, 3), date(2024, 4, 1), date(2024, 3, 31)]
    put(app, *(viewed(post, day, 10**number) for number, day in enumerate([*days, *before])))
    owner = sign_in("editor")

    year = owner.get(f"{AT}?range=year")
    assert sums(year)[0] == "1,111"
    # The year before ends at the same day: of March 2025 none after the second.
    assert compared(year)[0] == "↓ 100% less than in the same time a year before (1,000,000)"
    told = {name: cells[0] for name, cells in by_day(year).items()}
    assert len(told) == 12
    assert [told[f"{month}"] for month in ("March 2026", "February 2026", "April 2025")] == [
        "1", "10", "1,000",
    ]  # fmt: skip

    ever = owner.get(f"{AT}?range=all")
    assert (sums(ever)[0], compared(ever)[0]) == ("11,111,111", "")
    assert len(by_day(ever)) == 25


def test_days_are_those_of_the_blog(
    app: Flask,
    sign_in: Callable[..., Reader],
    post: Post,
    make_comment: Callable[..., Comment],
    change_setting: Callable[[str, object], None],
) -> None:
    change_setting("time_zone", "Pacific/Auckland")
    # There the clock went forward at two on 27 September: that day began at noon, UTC, and the
    # next one at eleven.
    moments = ["26T11:59:59", "26T12:00:00", "27T10:59:59", "27T11:00:00"]
    for moment in moments:
        make_comment(post, created_at=datetime.fromisoformat(f"2026-09-{moment}+00:00"))
    with time_machine.travel(datetime(2026, 9, 27, 11, 30, tzinfo=UTC), tick=False):
        put(app, viewed(post, date(2026, 9, 28), 4))
        owner = sign_in("owner")
        told = by_day(owner.get(f"{AT}?range=week"))
        files = [owner.get(f"{AT}export/{kind}.csv?range=week") for kind in ("days", "comments")]
    assert next(iter(told)) == "Mon, Sep 28, 2026"
    assert [cells[2] for cells in told.values()][:3] == ["1", "2", "1"]
    assert told["Mon, Sep 28, 2026"][0] == "4"
    # Day by day the same in what is taken away.
    days, comments = ([line.split(",") for line in file.text.split()[:0:-1]] for file in files)
    numbers = [[*day[1:], day_too[1]] for day, day_too in zip(days, comments, strict=True)]
    assert numbers == list(told.values())


def test_posts_sources_and_devices_are_told_of_the_span_alone(
    app: Flask,
    noon: datetime,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
) -> None:
    often, seldom, long_ago = make_post(title="<b>Often</b>"), make_post(title=""), make_post()
    make_comment(often)
    today, past = date(2026, 3, 2), date(2026, 2, 1)
    put(
        app,
        viewed(seldom, today, 1),
        viewed(often, today, 20),
        viewed(often, date(2026, 3, 1), 9),
        viewed(long_ago, past, 500),
        *a_day(past, phone=500),
        *a_day(today, phone=15, computer=5, tablet=1),
        *(DailySource(day=today, host=host, views=views)
          for host, views in (("example.org", 30), ("=evil.example", 2), (OTHER, 7))),
    )  # fmt: skip
    page = sign_in("owner").get(f"{AT}?range=week")
    assert rows(page, "Posts read most") == [["<b>Often</b>", "29", "1"], ["Untitled", "1", "0"]]
    assert rows(page, "Where readers came from") == [
        ["example.org", "30", "50%"],
        ["Direct or unknown", "21", "35%"],
        ["Other hosts", "7", "12%"],
        ["=evil.example", "2", "3%"],
    ]
    assert rows(page, "What they read on") == [
        ["Phone", "15", "71%"], ["Computer", "5", "24%"], ["Tablet", "1", "5%"],
    ]  # fmt: skip
    # Whoever wants to be followed here by false referrers is not.
    assert not page.html.css("main a[href*='example']")


@pytest.mark.sqlite
def test_a_new_blog_is_told_when_the_first_numbers_come(sign_in: Callable[..., Reader]) -> None:
    page = sign_in("owner").get(AT)
    assert page.texts(".empty")[0].startswith("No views yet.")
    assert not page.html.css("svg, .tabs")
    assert page.html.css("main a[href='/admin/popular/']")


@pytest.mark.sqlite
def test_a_span_without_numbers_says_so(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    put(app, viewed(post, now().date() - timedelta(days=50), 3))
    page = sign_in("owner").get(f"{AT}?range=week")
    assert sums(page) == ["0", "0", "0"]
    assert not page.html.css("svg")
    assert "Nobody was counted in this time." in page.texts(".empty")
    assert sums(sign_in("owner").get(f"{AT}?range=quarter"))[0] == "3"


@pytest.mark.sqlite
def test_there_are_five_spans_and_no_other(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    owner = sign_in("owner")
    put(app, viewed(post, now().date(), 1))
    page = owner.get(AT)
    assert page.find(".tabs [aria-current]").text() == "30 days"
    for link in page.html.css(".tabs a"):
        there = owner.get(str(link.attributes["href"]))
        assert there.find(".tabs [aria-current]").text() == link.text()
    assert owner.get(f"{AT}?range=century").status_code == 404


@pytest.mark.sqlite
def test_huge_numbers_are_written_short_beside_the_chart(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    put(app, viewed(post, now().date(), 10_000_000), viewed(post, now().date() - timedelta(2), 1))
    page = sign_in("owner").get(f"{AT}?range=week")
    assert page.texts(".figure:first-child .ticks li") == ["10M", "5M", "0"]
    assert sums(page)[0] == "10,000,001"


def test_it_asks_the_same_few_questions_of_a_blog_that_is_read_a_lot(
    app: Flask,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    count_queries: Callable[[], Any],
) -> None:
    owner, today = sign_in("owner"), now().date()

    def number() -> int:
        with count_queries() as asked:
            owner.get(f"{AT}?range=all")
        return len(asked)

    put(app, viewed(make_post(), today, 1), *a_day(today, phone=1))
    few = number()
    for post in (make_post(), make_post()):
        put(app, *(viewed(post, today - timedelta(days=7 * day), day) for day in range(1, 200)))
    assert number() == few <= 10


@pytest.mark.sqlite
def test_authors_see_the_numbers_of_their_own_posts_alone(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post], page: Post
) -> None:
    ada = sign_in("author")
    mine, other = make_post(author=ada.who), make_post()
    assert ada.get(AT).status_code == 403
    assert ada.get(f"{AT}export/days.csv").status_code == 403
    assert ada.get(f"{AT}posts/{mine.id}").status_code == 200
    assert ada.get(f"{AT}posts/{other.id}").status_code == 403
    assert not ada.get(f"{AT}posts/{mine.id}").html.css(f"a[href^='{AT}?']")
    contributor = sign_in("contributor")
    own = make_post(author=contributor.who)
    assert contributor.get(f"{AT}posts/{own.id}").status_code == 403
