"""Feeds at the addresses of Blogger and WordPress, with Blogger's parameters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask

from blog.comments.models import Comment
from blog.db import db, writing
from blog.posts.models import Post
from tests.feeds.test_posts import HOME, parsed
from tests.stage.reader import Reader

SEARCH = "{http://a9.com/-/spec/opensearchrss/1.0/}"
ATOM_FEEDS = (
    "/atom.xml", "/feeds/posts/default", "/feeds/posts/full", "/feeds/posts/summary",
    "/feeds/pages/default", "/feeds/comments/default", "/feed/atom/", "/comments/feed/atom/",
)  # fmt: skip
RSS_FEEDS = (
    "/rss.xml", "/feed", "/feed/", "/feed/rss2/", "/comments/feed", "/comments/feed/",
    "/feeds/posts/default?alt=rss", "/feeds/comments/default?alt=rss",
)  # fmt: skip


def titles(reader: Reader, address: str) -> list[str]:
    return [entry.title for entry in parsed(reader, address).entries]


def counted(reader: Reader, address: str) -> tuple[int, int, int]:
    """(total, start, size) as the feed tells them."""
    root = fromstring(reader.get(address).data)
    total, start, size = (
        int(next(root.iter(SEARCH + name)).text or "")
        for name in ("totalResults", "startIndex", "itemsPerPage")
    )
    return total, start, size


@pytest.fixture
def three(make_post: Callable[..., Post]) -> list[Post]:
    """Three posts of three years, oldest first."""
    return [
        make_post(title=str(year), published_at=datetime(year, 5, 1, tzinfo=UTC))
        for year in (2021, 2022, 2023)
    ]


@pytest.mark.parametrize("address", ATOM_FEEDS + RSS_FEEDS)
def test_old_feeds_answer_where_they_stood(reader: Reader, post: Post, address: str) -> None:
    kind = "rss" if address in RSS_FEEDS else "atom"
    for place in (address, address + ("&m=1" if "?" in address else "?m=1")):
        answer = reader.get(place)
        assert answer.status_code == 200
        assert answer.content_type == f"application/{kind}+xml; charset=utf-8"
        assert parsed(reader, place).version == {"rss": "rss20", "atom": "atom10"}[kind]


def test_json_is_a_json_feed_and_scripts_for_other_sites_are_refused(
    reader: Reader, post: Post
) -> None:
    answer = reader.get("/feeds/posts/default?alt=json")
    assert answer.json
    assert answer.json["items"][0]["title"] == post.title
    for kind in ("json-in-script", "atom-in-script", "rss-in-script"):
        for address in ("posts", "comments", "pages"):
            script = f"/feeds/{address}/default?alt={kind}&callback=steal"
            assert reader.get(script).status_code == 400
    assert titles(reader, "/feeds/posts/default?alt=nonsense") == [post.title]


def test_entries_are_counted_from_one(reader: Reader, three: list[Post]) -> None:
    feed = "/feeds/posts/default"
    assert titles(reader, feed) == ["2023", "2022", "2021"]
    assert counted(reader, feed) == (3, 1, 25)
    assert titles(reader, f"{feed}?start-index=2&max-results=1") == ["2022"]
    assert counted(reader, f"{feed}?start-index=2&max-results=1") == (3, 2, 1)
    assert counted(reader, f"{feed}?alt=rss&start-index=2&max-results=1") == (3, 2, 1)
    assert titles(reader, f"{feed}?max-results=0") == []
    assert counted(reader, f"{feed}?max-results=0") == (3, 1, 0)
    assert titles(reader, f"{feed}?start-index=9") == []
    assert counted(reader, f"{feed}?start-index=9") == (3, 9, 25)
    assert counted(reader, f"{feed}?max-results=9999&start-index=99999") == (3, 10000, 500)


@pytest.mark.parametrize("wrong", ["x", "-1", "1e9", "", "٣", "0x1", "9" * 40, "%00", "1;2", "nan"])
def test_numbers_that_make_no_sense_break_nothing(
    reader: Reader, three: list[Post], wrong: str
) -> None:
    for name in ("max-results", "start-index", "published-min", "published-max", "orderby"):
        for feed in ("posts", "comments"):
            assert reader.get(f"/feeds/{feed}/default?{name}={wrong}").status_code == 200
    assert reader.get(f"/feed.atom?before={wrong}").status_code in (200, 404)


def test_posts_of_a_span_and_in_order_of_change(
    app: Flask, reader: Reader, three: list[Post]
) -> None:
    feed = "/feeds/posts/default"
    assert titles(reader, f"{feed}?published-min=2022-01-01T00:00:00-08:00") == ["2023", "2022"]
    span = "published-min=2022-01-01&published-max=2023-05-01T09:00:00+09:00"
    assert titles(reader, f"{feed}?{span}") == ["2022"]
    assert counted(reader, f"{feed}?{span}") == (1, 1, 25)
    with app.app_context(), writing():
        db.session.get_one(Post, three[0].id).updated_at = datetime(2024, 1, 1, tzinfo=UTC)
    assert titles(reader, f"{feed}?orderby=updated") == ["2021", "2023", "2022"]
    assert titles(reader, f"{feed}?orderby=published") == ["2023", "2022", "2021"]


def test_labels_go_by_name_and_several_together(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="Both", labels=["C++", "Green tea"])
    make_post(title="One", labels=["C++", "AC/DC"])
    make_post(title="None")
    feed = "/feeds/posts/default/-"
    assert titles(reader, f"{feed}/C%2B%2B") == titles(reader, f"{feed}/C++") == ["One", "Both"]
    assert titles(reader, f"{feed}/Green%20tea?max-results=5") == ["Both"]
    assert titles(reader, f"{feed}/C%2B%2B/Green%20tea") == ["Both"]
    assert titles(reader, f"{feed}/AC/DC") == ["One"]
    assert titles(reader, "/feeds/posts/summary/-/c++?alt=rss") == ["One", "Both"]
    assert reader.get(f"{feed}/Unknown").status_code == 404
    assert reader.get(f"{feed}/{'/'.join('abcdefghijk')}").status_code == 404


def test_pages_have_a_feed_of_their_own(reader: Reader, page: Post, post: Post) -> None:
    assert titles(reader, "/feeds/pages/default") == [page.title]


def test_a_summary_feed_holds_summaries(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(source="Short.\n\n<!--more-->\n\n## Heading")
    assert "Heading" in reader.get("/feeds/posts/default").text
    assert "&lt;h2" not in reader.get("/feeds/posts/summary").text


def test_comments_of_a_post_go_by_its_old_number_or_by_ours(
    reader: Reader, make_post: Callable[..., Post], make_comment: Callable[..., Comment]
) -> None:
    post = make_post(legacy_id="tag:blogger.com,1999:blog-77.post-8006390123456789012")
    page = make_post(legacy_id="tag:blogger.com,1999:blog-77.page-12", kind="page")
    make_comment(post, "On the post.")
    make_comment(page, "On the page.")
    for number, said in ((8006390123456789012, "post"), (post.id, "post"), (12, "page")):
        text = reader.get(f"/feeds/{number}/comments/default").text
        assert f"On the {said}." in text
        assert text.count("<entry") == 1
    assert reader.get("/feeds/8006390123/comments/default").status_code == 404
    assert counted(reader, f"/feeds/{post.id}/comments/default") == (1, 1, 25)
    assert counted(reader, "/feeds/comments/default") == (2, 1, 25)


def test_an_old_feed_names_itself_and_its_next_page(reader: Reader, three: list[Post]) -> None:
    feed: Any = parsed(reader, "/feeds/posts/default?max-results=2&alt=atom&spy=1")
    links = {link.rel: link.href for link in feed.feed.links}
    place = f"{HOME}/feeds/posts/default?alt=atom&max-results=2"
    assert links["self"] == place
    assert links["next"] == f"{place}&start-index=3"
    assert feed.feed.id == parsed(reader, "/feed.atom").feed.id
