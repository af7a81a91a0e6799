"""The widget of the archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from blog.posts.models import Post
from tests.stage.reader import Reader


@pytest.fixture
def three_years(make_post: Callable[..., Post]) -> None:
    """Posts in January and March 2024, in May 2025 twice, and in July of 2022."""
    for year, month in ((2024, 1), (2024, 3), (2025, 5), (2025, 5), (2022, 7)):
        make_post(published_at=datetime(year, month, 5, tzinfo=UTC))


@pytest.mark.sqlite
@pytest.mark.usefixtures("three_years")
def test_years_open_to_their_months_from_either_end(
    reader: Reader, place: Callable[..., None]
) -> None:
    place("archive")
    page = reader.get("/")
    assert page.texts("#widget-1 summary") == ["2025 2", "2024 2", "2022 1"]
    assert page.texts("#widget-1 details[open] li") == ["The whole year", "May 2025 2"]
    place("archive", order="oldest", open_years=0, has_counts=False)
    page = reader.get("/")
    assert page.texts("#widget-1 summary") == ["2022", "2024", "2025"]
    assert not page.html.css("#widget-1 details[open]")
    assert page.texts("#widget-1 details:nth-of-type(2) li")[1:] == ["January 2024", "March 2024"]


@pytest.mark.sqlite
@pytest.mark.usefixtures("three_years")
def test_months_alone_make_a_list_that_folds_where_it_grows_long(
    reader: Reader, make_post: Callable[..., Post], place: Callable[..., None]
) -> None:
    place("archive", shape="months")
    page = reader.get("/")
    assert page.texts("#widget-1 > .list li")[0] == "May 2025 2"
    assert len(page.texts("#widget-1 li")) == 4
    for month in range(1, 13):
        for year in (2010, 2011):
            make_post(published_at=datetime(year, month, 5, tzinfo=UTC))
    page = reader.get("/")
    assert len(page.texts("#widget-1 > .list li")) == 24
    assert page.texts("#widget-1 summary") == ["4 more months"]
