"""The archive by year and month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from blog.db import writing
from blog.posts.counting import count_due_posts, recount_months
from blog.posts.models import Post
from tests.stage.reader import Reader


def test_months_are_those_of_the_blogs_time_zone(
    app: Flask,
    reader: Reader,
    make_post: Callable[..., Post],
    change_setting: Callable[[str, object], None],
) -> None:
    change_setting("time_zone", "Asia/Tokyo")
    make_post(title="New year", published_at=datetime(2024, 12, 31, 20, tzinfo=UTC))
    assert reader.get("/2025/01/").texts(".teaser h2") == ["New year"]
    assert reader.get("/2024/12/").status_code == 404
    change_setting("time_zone", "UTC")
    with app.app_context(), writing():
        recount_months()
    assert reader.get("/2024/").texts(".months a") == ["December 2024 1"]


def test_a_post_is_counted_in_the_month_of_the_blogs_time_zone_as_soon_as_it_is_due(
    app: Flask,
    reader: Reader,
    make_post: Callable[..., Post],
    change_setting: Callable[[str, object], None],
) -> None:
    change_setting("time_zone", "Asia/Tokyo")
    due = datetime(2035, 12, 31, 20, tzinfo=UTC)
    make_post(published_at=due)
    with time_machine.travel(due + timedelta(minutes=1)):
        assert reader.get("/2036/").texts(".months a") == ["January 2036 1"]
        with app.app_context(), writing():
            assert count_due_posts() == 1
        assert reader.get("/2036/").texts(".months a") == ["January 2036 1"]


def test_a_year_lists_its_months_with_counts(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    for month in (1, 1, 3):
        make_post(published_at=datetime(2024, month, 5, tzinfo=UTC))
    assert reader.get("/2024/").texts(".months a") == ["March 2024 1", "January 2024 2"]


def test_trashing_a_post_takes_it_out_of_the_counts(
    app: Flask, reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(published_at=datetime(2024, 1, 5, tzinfo=UTC))
    make_post(published_at=datetime(2024, 1, 6, tzinfo=UTC), status="trashed")
    assert reader.get("/2024/").texts(".months a") == ["January 2024 1"]


def test_a_month_without_posts_is_not_found(reader: Reader, post: Post) -> None:
    for address in ("/1999/", "/1999/12/", "/2024/13/", "/0000/"):
        assert reader.get(address).status_code == 404


def test_a_missing_final_slash_is_one_redirect(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(published_at=datetime(2024, 1, 5, tzinfo=UTC))
    for address in ("/2024", "/2024/01"):
        answer = reader.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{address}/")


def test_the_months_of_a_year_end_where_the_next_begins(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="Old", published_at=datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC))
    make_post(title="New", published_at=datetime(2024, 1, 1, tzinfo=UTC))
    assert reader.get("/2023/").texts(".teaser h2") == ["Old"]
    assert reader.get("/2023/12/").texts(".teaser h2") == ["Old"]
    assert reader.get("/2024/").texts(".teaser h2") == ["New"]


@pytest.mark.sqlite
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("path", ["/0001/", "/0001/01/", "/9998/12/", "/9999/", "/9999/12/"])
def test_nothing_is_in_the_years_where_the_calendar_ends(
    reader: Reader, change_setting: Callable[[str, object], None], zone: str, path: str
) -> None:
    change_setting("time_zone", zone)
    assert reader.get(path).status_code == 404
