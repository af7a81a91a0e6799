"""Searching titles and texts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from blog.db import now
from blog.posts.models import Post
from blog.search.asking import asked
from tests.stage.reader import Reader

ODD = ["", " ", "\0", "%", "\\", "'", '"', "a" * 5000, "bell\x07 and \x1b[31mred", "\ufffe\x85"]


def test_every_word_must_stand_in_title_or_text(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="Blue paper", source="It keeps for years.")
    make_post(title="Blue ink", source="It fades.")
    assert reader.get("/search?q=blue").texts("#results h3") == ["Blue ink", "Blue paper"]
    assert reader.get("/search?q=BLUE+years").texts("#results h3") == ["Blue paper"]


def test_letters_beyond_ascii_are_found_whatever_their_case(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="École de typographie")
    make_post(title="活字の余白")
    assert reader.get("/search?q=éCOLE").texts("#results h3") == ["École de typographie"]
    assert reader.get("/search?q=余白").texts("#results h3") == ["活字の余白"]


def test_nothing_hidden_is_ever_found(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(source="xylograph", status="draft")
    make_post(source="xylograph", published_at=now() + timedelta(days=1))
    make_post(source="xylograph", status="trashed")
    assert "No post contains" in reader.get("/search?q=xylograph").text


def test_signs_of_the_query_language_are_ordinary_letters(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="100% cotton")
    make_post(title="100 sheets")
    assert reader.get("/search?q=100%25").texts("#results h3") == ["100% cotton"]
    assert reader.get("/search?q=_").texts("#results h3") == []


def test_results_turn_pages(reader: Reader, make_post: Callable[..., Post]) -> None:
    for number in range(12):
        make_post(title=f"Paper {number}")
    first = reader.get("/search?q=paper")
    assert len(first.texts("#results h3")) == 10
    second = reader.get(str(first.find("a[rel=next]").attributes["href"]))
    assert second.texts("#results h3") == ["Paper 1", "Paper 0"]
    assert reader.get("/search?q=paper&page=999").status_code == 200


def test_the_fragment_holds_the_results_alone(reader: Reader, post: Post) -> None:
    answer = reader.get("/search/results?q=post")
    assert "<html" not in answer.text
    assert answer.find("#results")
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_no_input_is_an_error(reader: Reader, post: Post, corpus: Path) -> None:
    rows = (corpus / "hostile" / "strings" / "blns.txt").read_text("utf-8", "replace").splitlines()
    letters = random.Random(7)
    for text in [*letters.sample(rows, 60), *ODD]:
        answer = reader.get("/search", query_string={"q": text})
        assert answer.status_code in (200, 301), text


def test_a_hundred_words_cost_no_more_than_a_dozen(
    reader: Reader, post: Post, count_queries: Callable[[], Any]
) -> None:
    reader.get("/search?q=x")
    with count_queries() as queries:
        reader.get("/search", query_string={"q": " ".join(map(chr, range(0x4E00, 0x4E64)))})
    assert len(queries) <= 9
    assert len(asked(" ".join(map(chr, range(0x4E00, 0x4E64)))).clauses) == 12
    assert reader.get("/search?q=some+some+Some+some+that").texts("#results h3") == ["A post"]
