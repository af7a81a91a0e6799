"""What the editor takes for an address, a moment and labels."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from blog.admin.posts.forms import joined, parted
from blog.posts.paths import clean_path, is_well_formed
from blog.posts.times import NoSuchTime, moment_of, typed

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("path", ["/a", "/a/", "a.html", "/2026/كتاب.html", "/1:2"])
def test_an_address_may_be(path: str) -> None:
    assert is_well_formed(clean_path(path))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//a",
        "/a//b",
        "/a b",
        "/a?b",
        "/a#b",
        "/./a",
        "/a/..",
        "/a/%2e%2e",
        "/a%00",
        "/a\\b",
        "/" + "x" * 900,
    ],
)
def test_an_address_may_not_be(path: str) -> None:
    assert not is_well_formed(clean_path(path))


def test_a_moment_is_typed_in_the_blogs_own_time() -> None:
    moment = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert typed(moment, BERLIN) == "2026-07-01T10:30"
    assert moment_of("2026-07-01T10:30", BERLIN) == moment


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30T10:00", "2026-03-29T02:30", "0001-01-01T00:00", "2026-07-01"]
)
def test_there_is_no_such_time(text: str) -> None:
    with pytest.raises(NoSuchTime):
        moment_of(text, BERLIN)


@pytest.mark.parametrize("names", [["a", "b"], ["Rome, Italy", 'a "b" c'], ['"q"'], []])
def test_labels_come_back_from_their_line(names: list[str]) -> None:
    assert parted(joined(names)) == names


def test_a_label_typed_twice_counts_once() -> None:
    assert parted(" Ink ,ink,, Paper ") == ["Ink", "Paper"]
