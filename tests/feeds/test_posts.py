"""Feeds of posts: what a feed reader gets, in all three formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask

from blog.config import Config
from blog.db import db, now, writing
from blog.feeds import queries
from blog.people.models import User
from blog.posts import actions, placing
from blog.posts.models import Post
from tests.stage.reader import Reader

ATOM = {"a": "http://www.w3.org/2005/Atom", "thr": "http://purl.org/syndication/thread/1.0"}
XML = "{http://www.w3.org/XML/1998/namespace}"
HOME = "http://127.0.0.1:8000"
FEEDS = {
    "/feed.atom": "application/atom+xml; charset=utf-8",
    "/feed.rss": "application/rss+xml; charset=utf-8",
    "/feed.json": "application/feed+json; charset=utf-8",
}


def parsed(reader: Reader, address: str) -> Any:
    """The feed as a feed reader understands it, without a complaint."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    found = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.sqlite
@pytest.mark.parametrize(("address", "kind"), FEEDS.items())
def test_each_feed_has_its_type_and_may_be_read_from_elsewhere(
    reader: Reader, post: Post, address: str, kind: str
) -> None:
    answer = reader.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_that_has_not_changed_is_not_sent_again(
    reader: Reader, post: Post, address: str
) -> None:
    first = reader.get(address)
    again = reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = reader.open(address, method="HEAD")
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.sqlite
@pytest.mark.parametrize("address", FEEDS)
def test_an_empty_blog_has_valid_feeds(reader: Reader, address: str) -> None:
    if address.endswith("json"):
        assert reader.get(address).json["items"] == []  # type: ignore[index]
    else:
        assert parsed(reader, address).entries == []


def test_a_reader_of_atom_gets_the_whole_post(
    reader: Reader, make_post: Callable[..., Post], author: User
) -> None:
    moment = datetime(2024, 3, 1, 12, tzinfo=UTC)
    post = make_post(
        title="Tea & <b>", source="Hello *there*.", labels=["C++", "Tea"], author=author,
        published_at=moment,
    )  # fmt: skip
    feed = parsed(reader, "/feed.atom")
    (entry,) = feed.entries
    assert feed.version == "atom10"
    assert feed.feed.links[0].href == f"{HOME}/feed.atom"
    assert feed.feed.link == f"{HOME}/"
    assert entry.title == "Tea & <b>"
    assert entry.link == HOME + str(post.path)
    assert "<em>there</em>" in entry.content[0].value
    assert [tag.term for tag in entry.tags] == ["C++", "Tea"]
    assert entry.author_detail == {"name": "Ada Author", "href": f"{HOME}/author/ada-author"}
    assert entry.published == "2024-03-01T12:00:00+00:00"
    replies = [link.href for link in entry.links if link.rel == "replies"]
    assert replies == [f"{HOME}{post.path}#comments", f"{HOME}/comments/{post.id}/feed.atom"]
    assert entry.thr_total == "0"


def test_rss_and_json_tell_the_same_posts(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(title="First", labels=["Tea"])
    make_post(title="Second")
    atom, rss = parsed(reader, "/feed.atom"), parsed(reader, "/feed.rss")
    items = reader.get("/feed.json").json["items"]  # type: ignore[index]
    for found in (rss.entries, atom.entries):
        assert [entry.title for entry in found] == ["Second", "First"]
        assert [entry.id for entry in found] == [item["id"] for item in items]
        assert [entry.link for entry in found] == [item["url"] for item in items]
        assert [entry.content[0].value for entry in found] == [
            item["content_html"].strip() for item in items
        ]
    assert [item.get("tags") for item in items] == [None, ["Tea"]]


def test_an_owner_may_give_summaries_only(
    reader: Reader, make_post: Callable[..., Post], change_setting: Callable[..., None]
) -> None:
    make_post(source="Words before.\n\n<!--more-->\n\n## Heading of the rest")
    change_setting("is_feed_full", False)
    for address in FEEDS:
        text = reader.get(address).text
        assert "Words before." in text
        assert "<h2" not in text
        assert "&lt;h2" not in text
    assert "content" not in parsed(reader, "/feed.atom").entries[0]
    assert "content_html" not in reader.get("/feed.json").json["items"][0]  # type: ignore[index]


def test_nothing_unpublished_is_told(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(title="Hidden draft", status="draft", path="/a.html", labels=["Secret"])
    make_post(title="Hidden scheduled", published_at=now() + timedelta(days=1), labels=["Secret"])
    make_post(title="Hidden trash", status="trashed", labels=["Secret"])
    make_post(title="Hidden page", kind="page")
    shown = make_post(title="Shown")
    for address in (*FEEDS, "/feeds/posts/default", "/feeds/posts/summary"):
        assert "Hidden" not in reader.get(address).text
        assert shown.title in reader.get(address).text
    assert reader.get("/label/secret/feed.atom").status_code == 404
    assert reader.get("/feeds/posts/default/-/Secret").status_code == 404


def test_an_imported_post_keeps_its_id(reader: Reader, make_post: Callable[..., Post]) -> None:
    legacy = "tag:blogger.com,1999:blog-1.post-2"
    make_post(legacy_id=legacy)
    assert parsed(reader, "/feed.atom").entries[0].id == legacy
    assert parsed(reader, "/feed.rss").entries[0].id == legacy
    assert reader.get("/feed.json").json["items"][0]["id"] == legacy  # type: ignore[index]


def test_an_id_outlives_title_and_address(
    app: Flask, reader: Reader, make_post: Callable[..., Post]
) -> None:
    post = make_post(title="Before", published_at=datetime(2024, 3, 1, tzinfo=UTC))
    before = parsed(reader, "/feed.atom").entries[0]
    with app.app_context(), writing():
        row = db.session.get_one(Post, post.id)
        row.title, row.published_at = "After", datetime(2023, 1, 1, tzinfo=UTC)
        placing.place(row, "/elsewhere.html")
    after = parsed(reader, "/feed.atom").entries[0]
    assert after.id == before.id == f"tag:127.0.0.1,2024-03-01:post-{post.id}"
    assert (after.title, after.link) == ("After", f"{HOME}/elsewhere.html")


def test_a_scheduled_post_counts_as_changed_when_it_appears(
    reader: Reader, make_post: Callable[..., Post], app: Flask
) -> None:
    make_post(published_at=datetime(2024, 3, 1, tzinfo=UTC))
    with app.app_context(), writing():
        db.session.query(Post).one().updated_at = datetime(2024, 1, 1, tzinfo=UTC)
    assert parsed(reader, "/feed.atom").entries[0].updated == "2024-03-01T00:00:00+00:00"


def test_addresses_in_a_post_are_whole_and_code_is_left_alone(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    post = make_post(
        source='<p id="x"><a href="/about">a</a> <a href="#x">b</a> <a href="//cdn.example/c">c</a>'
        '<img src="/media/a.png" alt=""></p><pre>&lt;a href="/code"&gt;</pre>',
        source_format="html",
    )
    html = json.loads(reader.get("/feed.json").text)["items"][0]["content_html"]
    assert f'href="{HOME}/about"' in html
    assert f'src="{HOME}/media/a.png"' in html
    assert f'href="{HOME}{post.path}#' in html
    assert 'href="//cdn.example/c"' in html
    assert 'href="/code"' in html


def test_a_right_to_left_post_reads_so_in_a_feed(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="שלום", source="שלום לכולם, זה פוסט בעברית עם הרבה מילים.")
    root = fromstring(reader.get("/feed.atom").data)
    assert [entry.get(f"{XML}lang") for entry in root.iterfind("a:entry", ATOM)] == ["he"]
    assert root.findtext("a:entry/a:content", "", ATOM).startswith('<div dir="rtl">')


def test_a_long_feed_goes_on_without_gap_or_repetition(
    reader: Reader, make_post: Callable[..., Post], change_setting: Callable[..., None]
) -> None:
    change_setting("feed_posts", 2)
    moment = datetime(2024, 3, 1, tzinfo=UTC)
    for number in range(5):
        make_post(title=f"{number}", published_at=moment)
    for address in ("/feed.atom", "/feed.rss", "/feeds/posts/default?max-results=2"):
        told, following = [], f"{HOME}{address}"
        while following:
            feed = parsed(reader, following.removeprefix(HOME))
            told += [entry.title for entry in feed.entries]
            links = {link.rel: link.href for link in feed.feed.links}
            assert links["self"] == following
            following = links.get("next", "")
        assert told == ["4", "3", "2", "1", "0"]
    first = reader.get("/feed.json").json
    assert first
    assert first["next_url"].startswith(f"{HOME}/feed.json?before=")


def test_a_document_holds_no_more_than_its_reader_can_bear(
    reader: Reader, make_post: Callable[..., Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_LETTERS", 1_500)
    moment = datetime(2024, 3, 1, tzinfo=UTC)
    for number in range(5):
        make_post(title=f"{number}", source="long " * 200, published_at=moment)
    for address in ("/feed.atom", "/feed.rss", "/feeds/posts/default?max-results=500"):
        told, following = [], f"{HOME}{address}"
        while following:
            feed = parsed(reader, following.removeprefix(HOME))
            told.append([entry.title for entry in feed.entries])
            if "max-results" in address and len(told) == 1:
                assert (feed.feed.opensearch_totalresults, feed.feed.opensearch_itemsperpage) == (
                    "5", "2",
                )  # fmt: skip
            following = {link.rel: link.href for link in feed.feed.links}.get("next", "")
        assert told == [["4", "3"], ["2", "1"], ["0"]], address
    brief = parsed(reader, "/feeds/posts/summary?max-results=500")
    assert len(brief.entries) == 5, "summaries are short"


def test_unknown_parameters_change_nothing(reader: Reader, post: Post) -> None:
    for address in ("/feed.atom", "/feeds/posts/default", "/feed.json"):
        assert reader.get(f"{address}?utm_source=x&m=2").data == reader.get(address).data


def test_a_label_has_its_feeds(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(title="Both", labels=["Tea", "Green"])
    make_post(title="One", labels=["Tea"])
    make_post(title="Neither")
    for ending in ("atom", "rss"):
        feed = parsed(reader, f"/label/tea/feed.{ending}")
        assert [entry.title for entry in feed.entries] == ["One", "Both"]
        assert feed.feed.link == f"{HOME}/label/tea"
    assert len(reader.get("/label/tea/feed.json").json["items"]) == 2  # type: ignore[index]
    both = parsed(reader, "/label/green+tea/feed.atom")
    assert [entry.title for entry in both.entries] == ["Both"]
    assert reader.get("/label/coffee/feed.atom").status_code == 404


def hostile_strings(corpus: Path) -> list[str]:
    found = json.loads((corpus / "hostile/strings/blns.json").read_text())
    for name in ("zalgo-and-bidi.txt", "ssti.fuzz", "xss.html"):
        found += (corpus / "hostile/strings" / name).read_text(errors="replace").splitlines()
    controls = "".join(map(chr, [*range(1, 32), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF, 0x1F4A9]))
    return [*found, f"bell{controls}end", "]]>", "<!--", "&nbsp;"]


@pytest.mark.sqlite
def test_no_title_can_break_a_feed(app: Flask, reader: Reader, corpus: Path) -> None:
    titles = [title.replace("\0", "") for title in hostile_strings(corpus)]
    with app.app_context(), writing():
        for number, title in enumerate(titles):
            post = Post(title=title, source=title, status="published", kind="post")
            post.html, post.summary = f"<p>{number}</p>", title
            post.legacy_id = f"{title[:200]}{number}"
            post.path = post.path_key = f"/{number}.html"
            post.published_at = now() - timedelta(minutes=number)
            db.session.add(post)
            db.session.flush()
            actions.label(post, [title[:100]])
    seen = 0
    for start in range(1, len(titles) + 1, 100):
        place = f"max-results=100&start-index={start}"
        told = json.loads(reader.get(f"/feeds/posts/default?alt=json&{place}").text)["items"]
        seen += len(told)
        for kind in ("atom", "rss"):
            root = fromstring(reader.get(f"/feeds/posts/summary?alt={kind}&{place}").data)
            tag = "{http://www.w3.org/2005/Atom}entry" if kind == "atom" else "item"
            assert len(list(root.iter(tag))) == len(told)
    assert seen == len(titles)
    for name in ("sitemap-labels", "sitemap-1"):
        fromstring(reader.get(f"/{name}.xml").data)


def test_a_feed_takes_three_queries_however_long(
    reader: Reader, make_post: Callable[..., Post], count_queries: Callable[[], Any]
) -> None:
    for _number in range(12):
        make_post(labels=["Tea", "Green"])
    for address in (
        *FEEDS, "/label/green+tea/feed.atom", "/feeds/posts/default",
        "/feeds/posts/default/-/Tea/Green?max-results=3&start-index=2", "/sitemap.xml",
    ):  # fmt: skip
        with count_queries() as queries:
            reader.get(address)
        assert len([query for query in queries if "setting" not in query]) <= 3, address


def test_below_a_sub_path_each_address_carries_it_once(
    config: Config, make_app: Callable[[Config], Flask], make_post: Callable[..., Post]
) -> None:
    post = make_post(source="[a](/about) ![b](/media/b.png)", labels=["Tea"])
    app = make_app(replace(config, url="https://example.org/blog"))
    reader = Reader(app, app.response_class)
    base = "https://example.org"
    for address in (
        *FEEDS, "/feeds/posts/default", "/label/tea/feed.atom", "/sitemap-1.xml", "/sitemap.xml"
    ):  # fmt: skip
        text = reader.get(f"/blog{address}", base_url=base).text
        assert "https://example.org/blog/" in text
        assert "/blog/blog" not in text
        assert text.count("https://example.org/") == text.count("https://example.org/blog/")
    entry = feedparser.parse(reader.get("/blog/feed.atom", base_url=base).data).entries[0]
    assert entry.link == f"https://example.org/blog{post.path}"
    assert entry.id == f"tag:example.org,{post.created_at:%Y-%m-%d}:blog/post-{post.id}"
    assert 'href="https://example.org/blog/about"' in entry.content[0].value
    assert 'src="https://example.org/blog/media/b.png"' in entry.content[0].value
