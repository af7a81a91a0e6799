"""What the first view of the sample's longest discussion weighs on the wire."""

from __future__ import annotations

import re
from urllib.request import Request, urlopen

import pytest

from tests.stage.browsers import LiveBlog
from tests.test_budgets import FIRST_ROUND_TRIP

pytestmark = pytest.mark.browser


def test_the_longest_discussion_of_the_sample_fits_the_first_round_trip(
    sample_blog: LiveBlog,
) -> None:
    address = sample_blog.url + sample_blog.kinds["post with many comments"]
    with urlopen(address) as answer:
        page = answer.read().decode()
    assert page.count('class="comment') >= 50
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    weight = sum(compressed(url) for url in (address, *(sample_blog.url + s for s in sheets)))
    assert weight <= FIRST_ROUND_TRIP


def compressed(url: str) -> int:
    with urlopen(Request(url, headers={"Accept-Encoding": "br"})) as answer:
        return len(answer.read())
