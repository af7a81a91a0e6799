"""The sitemap: every public address once, in parts, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from blog.db import now
from blog.feeds import queries
from blog.posts.models import Post
from tests.feeds.test_posts import HOME
from tests.stage.reader import Reader

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(reader: Reader, address: str) -> dict[str, str | None]:
    """Each location of the document with its latest change."""
    answer = reader.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "application/xml; charset=utf-8"
    root = fromstring(answer.data)
    return {node.findtext(f"{NS}loc", ""): node.findtext(f"{NS}lastmod") for node in root}


def test_each_public_address_stands_in_one_part(
    reader: Reader, make_post: Callable[..., Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SITEMAP_SIZE", 2)
    moment = datetime(2024, 3, 1, tzinfo=UTC)
    posts = [make_post(published_at=moment, labels=["Tea"]) for _number in range(5)]
    page = make_post(kind="page", title="About")
    make_post(status="draft", path="/draft.html", labels=["Secret"])
    make_post(published_at=now() + timedelta(days=1), path="/later.html")
    make_post(status="trashed", path="/gone.html")
    index = locations(reader, "/sitemap.xml")
    assert index[f"{HOME}/sitemap-1.xml"] == "2024-03-01T00:00:00+00:00"
    told = [place for part in index for place in locations(reader, part.removeprefix(HOME))]
    wanted = [*(str(post.path) for post in posts), "/", str(page.path), "/label/tea"]
    assert sorted(told) == sorted(HOME + path for path in wanted)
    for place in told:
        assert reader.get(place.removeprefix(HOME)).status_code == 200


def test_a_part_that_does_not_exist_is_empty_or_missing(reader: Reader, post: Post) -> None:
    assert locations(reader, "/sitemap-7.xml") == {}
    assert reader.get("/sitemap-0.xml").status_code == 404
    assert reader.get(f"/sitemap-{10**30}.xml").status_code == 404


def test_a_blog_that_wants_no_search_engines_lists_nothing(
    reader: Reader, post: Post, change_setting: Callable[..., None]
) -> None:
    change_setting("is_indexed", False)
    assert locations(reader, "/sitemap.xml") == {}
    for name in ("sitemap-1", "sitemap-pages", "sitemap-labels"):
        assert reader.get(f"/{name}.xml").status_code == 404
