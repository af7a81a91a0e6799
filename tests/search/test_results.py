"""What the search page shows of what was found, and what it says where nothing was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from blog.db import db
from blog.posts.models import Post
from blog.search import answers
from blog.search.jobs import Indexing
from tests.stage.reader import Reader

MakePost = Callable[..., Post]
COUNTING = (
    "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 300000000)"
    " SELECT max(n) FROM number"
)


def test_a_find_shows_its_passages_with_the_words_marked(
    reader: Reader, make_post: MakePost
) -> None:
    far = "Nothing of that stands here. " * 30
    make_post(title="École of paper", source=f"{far}A PAPER mill and its école. {far}")
    answer = reader.get("/search?q=ecole+paper")
    assert answer.texts("#results h3 mark") == ["École", "paper"]
    assert answer.texts(".passage mark") == ["PAPER", "école"]
    (passage,) = answer.texts(".passage")
    assert passage.startswith("… ")
    assert passage.endswith(" …")
    assert "A PAPER mill and its école." in passage


@pytest.mark.sqlite
def test_a_find_by_its_label_alone_shows_label_and_summary(
    reader: Reader, make_post: MakePost
) -> None:
    make_post(title="Folding", source="First the fold, then the cut.", labels=["Paper"])
    answer = reader.get("/search?q=label:paper")
    assert answer.texts("#results [rel=tag]") == ["Paper"]
    assert answer.texts(".passage") == ["First the fold, then the cut."]
    assert answer.texts("mark") == []


@pytest.mark.sqlite
def test_what_somebody_wrote_is_never_more_than_text(reader: Reader, make_post: MakePost) -> None:
    evil = "<script>alert(1)</script>"
    make_post(title=f"Ink {evil}", source=f"Ink `{evil}` & ink")
    answer = reader.get("/search", query_string={"q": f'ink alert "{evil}'})
    assert answer.html.css("#results script") == []
    assert answer.find("main input").attributes["value"] == f'ink alert "{evil}'
    assert "Ink <script>alert(1)</script>" in answer.texts("#results h3")


@pytest.mark.sqlite
def test_hostile_texts_are_told_back_literally(reader: Reader, post: Post, corpus: Path) -> None:
    rows = (corpus / "hostile" / "strings" / "blns.txt").read_text("utf-8").splitlines()
    for row in [row for row in rows if "<" in row][::6]:
        said = " ".join(row.replace("\0", "").split())[:200].rstrip()
        answer = reader.get("/search/results", query_string={"q": row})
        assert answer.html.css("script, img, svg, iframe, style, body[onload]") == [], row
        assert f"“{said}”" in answer.find("#results-title").text(), row


def test_a_label_of_that_name_stands_first(reader: Reader, make_post: MakePost) -> None:
    for _ in range(2):
        make_post(labels=["Book binding"])
    make_post(title="Book binding at home")
    for query in ("book+binding", "Book+Binding", "book-binding"):
        assert reader.get(f"/search?q={query}").texts(".label-found") == [
            "Label: Book binding (2 posts)"
        ]
    assert reader.get("/search?q=book+binding").find(".label-found a").attributes["href"] == (
        "/label/book-binding"
    )
    for query in ("book", "-book-binding"):
        assert reader.get(f"/search?q={query}").texts(".label-found") == []


def test_a_mistyped_word_is_answered_by_a_guess(
    app: Flask, reader: Reader, make_post: MakePost
) -> None:
    for number in range(4):
        make_post(title=f"Typography {number}")
    with app.app_context():
        Indexing()()
    answer = reader.get("/search?q=typograhpy")
    guess = answer.find(".suggestion a")
    assert guess.text() == "typography"
    assert len(reader.get(str(guess.attributes["href"])).texts("#results h3")) == 4
    assert reader.get("/search?q=typography").texts(".suggestion") == []


def test_where_nothing_is_found_the_page_says_what_to_try(reader: Reader, post: Post) -> None:
    answer = reader.get("/search?q=xylophones")
    assert answer.texts("#results-title") == ["No post contains “xylophones”."]
    assert answer.find(".advice a").attributes["href"] == "/search"
    assert "Say also what" in reader.get("/search?q=-post").texts(".advice li")[0]


@pytest.mark.sqlite
@pytest.mark.sqlite
def test_signs_alone_are_no_question_and_are_not_said_to_be_missing(
    reader: Reader, make_post: MakePost
) -> None:
    make_post(source="Thumbs up 👍 to that?!")
    answer = reader.get("/search", query_string={"q": "👍 ?!"})
    assert "holds no word" in answer.find("#results-title").text()
    assert answer.texts(".advice li") == ["Look at the labels"]


def test_pages_are_found_like_posts(reader: Reader, page: Post) -> None:
    answer = reader.get("/search?q=about")
    assert answer.find("#results h3 a").attributes["href"] == page.path
    assert answer.texts("#results .byline") == []


def test_an_empty_search_begins_with_the_labels(reader: Reader, make_post: MakePost) -> None:
    for number in range(3):
        make_post(labels=["Paper", "Ink"][: 1 + number % 2])
    make_post(labels=["Secret"], status="draft")
    for query in ("", "?q=", "?q=+%00+"):
        answer = reader.get(f"/search{query}")
        assert answer.texts("#results .cloud a") == ["Ink 1", "Paper 3"]


@pytest.mark.sqlite
def test_the_examples_speak_of_the_blogs_own_labels(reader: Reader, make_post: MakePost) -> None:
    make_post(title="Typesetting", labels=["Letterpress", "Paper"])
    answer = reader.get("/search")
    examples = [str(link.attributes["href"]) for link in answer.html.css(".help a")]
    assert any("label:Letterpress" in example for example in examples)
    for example in examples:
        assert reader.get(example).status_code == 200


@pytest.mark.sqlite
def test_a_question_longer_than_anybodys_is_cut_and_says_so(reader: Reader, post: Post) -> None:
    answer = reader.get("/search", query_string={"q": "post " * 41})
    assert answer.texts("#results h3") == ["A post"]
    assert "only its beginning" in answer.find("#results .notice").text()
    assert len(str(answer.find("main input").attributes["value"])) <= 200
    whole = reader.get("/search", query_string={"q": "p" * 200})
    assert whole.texts("#results .notice") == []
    assert whole.find("main input").attributes["value"] == "p" * 200


@pytest.mark.sqlite
@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1.5", "99999999999999999999", "٣"])
def test_a_page_that_is_none_is_the_nearest_one(reader: Reader, post: Post, number: str) -> None:
    answer = reader.get("/search", query_string={"q": "post", "page": number})
    assert answer.texts("#results h3") == ["A post"]


def test_a_question_that_takes_too_long_is_told_so(
    reader: Reader, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_ends(*_: object, **__: object) -> list[int]:
        is_sqlite = db.engine.dialect.name == "sqlite"
        return list(db.session.scalars(text(COUNTING if is_sqlite else "SELECT pg_sleep(4)")))

    monkeypatch.setattr(answers, "SECONDS", 0.1)
    monkeypatch.setattr(answers, "matches", never_ends)
    for address in ("/search?q=post", "/search/results?q=post"):
        answer = reader.get(address)
        assert answer.status_code == 200
        title = answer.find("#results-title").text().strip()
        assert "took too long" in title
        assert answer.find("#results").attributes["data-announce"] == title
        assert answer.texts(".suggestion") == []


@pytest.mark.sqlite
def test_a_database_that_is_down_is_not_told_as_a_broad_question(
    reader: Reader, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_down(*_: object, **__: object) -> list[int]:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr(answers, "matches", is_down)
    answer = reader.get("/search?q=post")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_the_fragment_names_the_page_that_shows_the_same(
    reader: Reader, make_post: MakePost
) -> None:
    for number in range(3):
        make_post(title=f"Über {number}")
    fragment = reader.get("/search/results?q=%C3%BCber+%26+%22x%22")
    assert fragment.headers["HX-Replace-Url"] == "/search?q=%C3%BCber+%26+%22x%22"
    assert fragment.headers["X-Robots-Tag"] == "noindex"
    page = reader.get(fragment.headers["HX-Replace-Url"])
    assert page.find("#results").html == fragment.find("#results").html
    assert page.find("meta[name=robots]").attributes["content"] == "noindex"
    canonical = str(page.find("link[rel=canonical]").attributes["href"])
    assert urlsplit(canonical).query == "q=%C3%BCber+%26+%22x%22"
    assert reader.get("/search/results").headers["HX-Replace-Url"] == "/search"


def test_a_fragment_costs_the_same_however_much_is_found(
    reader: Reader, make_post: MakePost, count_queries: Callable[[], Any]
) -> None:
    for number in range(12):
        make_post(title=f"Paper {number}", labels=["Paper", f"Label {number}"])
    reader.get("/search/results?q=paper")
    for query in ("paper", "Paper+-7", "label:paper", ""):
        with count_queries() as queries:
            reader.get(f"/search/results?q={query}")
        assert len(queries) <= 5, queries
