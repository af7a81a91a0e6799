"""The readers that the sample blog is said to have had add up, day by day."""

from __future__ import annotations

import pytest

from blog.sample.content import SamplePost, load_sample
from blog.sample.readership import DEVICES, HOSTS, by_days, parts, readers

POSTS = load_sample().posts
pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize("item", POSTS, ids=lambda post: post.name)
def test_views_are_spread_over_days_and_none_is_lost(item: SamplePost) -> None:
    spread = by_days(item.name, item.views)
    assert sum(count for _day, count in spread) == sum(count for _day, count in item.views)
    assert all(0 <= day <= item.days_ago and count > 0 for day, count in spread)
    assert spread == by_days(item.name, item.views)


@pytest.mark.parametrize("views", [0, 1, 2, 7, 1000])
def test_the_parts_of_a_day_are_the_whole_of_it(views: int) -> None:
    for weights in (HOSTS, DEVICES):
        assert sum(parts("a day", views, weights).values()) == views
    assert readers("a day", views) <= views
    assert bool(readers("a day", views)) == bool(views)
