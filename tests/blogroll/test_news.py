"""The newest post is found in what feeds of all kinds say, as plain text."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from blog.blogroll.news import NoFeed, feed_of, newest

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEED = "https://there.example/blog/feed"


def atom(*entries: str) -> bytes:
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{''.join(entries)}</feed>".encode()


def rss(*items: str) -> bytes:
    head = "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel>"
    return f"{head}<title>Blog</title>{''.join(items)}</channel></rss>".encode()


def test_the_newest_entry_of_an_atom_feed_wins_wherever_it_stands() -> None:
    news = newest(
        atom(
            "<entry><title>Old</title><updated>2024-01-01T00:00:00Z</updated></entry>",
            "<entry><title type='html'>&lt;b&gt;New&lt;/b&gt; &amp;amp; good</title>"
            "<link rel='edit' href='/edit'/><link href='../new'/>"
            "<published>2026-11-20T10:00:00+02:00</published></entry>",
        ),
        FEED,
        NOW,
    )
    assert (news.title, news.link) == ("New & good", "https://there.example/new")
    assert news.published_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_an_rss_item_may_name_its_place_by_its_guid_and_needs_no_title() -> None:
    news = newest(
        rss(
            "<item><media:title>Not this</media:title><description>&lt;p&gt;A note"
            "&lt;script&gt;x()&lt;/script&gt;</description><guid>https://there.example/1</guid>"
            "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item>"
        ),
        FEED,
        NOW,
    )
    assert (news.title, news.link) == ("A note", "https://there.example/1")
    assert news.published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_older_and_newer_formats_are_read_too() -> None:
    old = (
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        b" xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        b"<item><title>Alt</title><link>https://there.example/a</link>"
        b"<dc:date>2026-11-01</dc:date></item></rdf:RDF>"
    )
    assert newest(old, FEED, NOW).title == "Alt"
    new = {"items": [{"title": "<b> & so", "url": "/b", "date_published": "2026-11-02T00:00:00Z"}]}
    found = newest(json.dumps(new).encode(), FEED, NOW)
    assert (found.title, found.link) == ("<b> & so", "https://there.example/b")


def test_a_feed_cannot_promise_itself_to_the_top_nor_link_to_a_script() -> None:
    news = newest(
        rss(
            "<item><title>Tomorrow</title><link>javascript:alert(1)</link>"
            "<pubDate>Fri, 20 Nov 2099 10:00:00 GMT</pubDate></item>"
        ),
        FEED,
        NOW,
    )
    assert (news.link, news.published_at) == ("", NOW)
    assert len(newest(rss(f"<item><title>{'x' * 9999}</title></item>"), FEED, NOW).title) <= 160


@pytest.mark.parametrize("address", ["http://[there", "//[", "http://\u2100.example/"])
def test_an_address_that_cannot_be_read_is_none(address: str) -> None:
    news = newest(atom(f"<entry><title>A</title><link href='{address}'/></entry>"), FEED, NOW)
    assert (news.title, news.link) == ("A", "")
    page = f"<link rel='alternate' type='application/atom+xml' href='{address}'>"
    assert feed_of(page.encode(), FEED) == ""


@pytest.mark.parametrize(
    "date",
    [
        "", "yesterday", "0001-01-01T00:00:00+23:59", "Fri, 99", "9" * 99,
        "0001-01-01T00:00:00Z",  # As many programs write none; no clock west of London shows it.
    ],
)  # fmt: skip
def test_a_date_that_makes_no_sense_is_none(date: str) -> None:
    news = newest(rss(f"<item><title>A</title><pubDate>{date}</pubDate></item>"), FEED, NOW)
    assert (news.link, news.published_at) == ("", None)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x00", b"<html>", b"<html><body>Hello</body></html>", rss(), b"{", b"[]", b"{}",
        b'{"items": 3}', b'{"items": [null, 1]}', b"[" * 100_000, b'{"items":' + b"[" * 100_000,
        b"<!DOCTYPE r [<!ENTITY a 'b'>]><rss><item><title>&a;</title></item></rss>",
        b"<?xml version='1.0' encoding='nonsense'?><rss/>",
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(NoFeed):
        newest(body, FEED, NOW)


def test_a_page_names_its_feed_in_its_head() -> None:
    page = b"""<!doctype html><link rel=alternate hreflang=de href=/de>
      <link rel="alternate" type="application/rss+xml" href="feed.xml">"""
    assert feed_of(page, "https://there.example/blog/") == "https://there.example/blog/feed.xml"
    assert feed_of(page.replace(b"feed.xml", b"file:///x"), FEED) == ""
    assert feed_of(b"<p>Nothing", FEED) == ""
