"""Addresses of Blogger and WordPress: each answers, or leads on by one redirect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.config import Config
from blog.db import db, writing
from blog.posts.models import Post
from tests.stage.reader import Answer, Reader

# The same finds by path are made on PostgreSQL by the tests of posts and labels.
pytestmark = pytest.mark.sqlite


def followed(reader: Reader, address: str) -> Answer:
    """What stands at the end of at most one redirect."""
    answer = reader.get(address)
    if answer.status_code in (301, 302):
        assert "m=1" not in answer.location
        answer = reader.get(answer.location.partition("#")[0])
    assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.location}"
    return answer


def lead(reader: Reader, address: str) -> str:
    """Where a lasting redirect leads."""
    answer = reader.get(address)
    assert answer.status_code == 301, f"{address}: {answer.status_code}"
    return answer.location


@pytest.fixture
def three(make_post: Callable[..., Post]) -> list[Post]:
    """Three posts of three years, oldest first, as imported."""
    return [
        make_post(
            title=f"Of {year}",
            published_at=datetime(year, 1, 15, tzinfo=UTC),
            path=f"/{year}/01/post.html",
            labels=["Green tea", "C++"] if year == 2022 else ["Green tea"],
            legacy_id=f"tag:blogger.com,1999:blog-1.post-{year}",
        )
        for year in (2021, 2022, 2023)
    ]


BLOGGER = (
    "/2022/01/post.html?m=1", "/2022/01/post.html?m=0", "/2022/01/post.html?m=1&spref=tw",
    "/2022/01/post.html?spref=fb", "/2022/01/post.html?view=classic", "/2022/01/post.html?zx=1",
    "/2022/01/post.html?showComment=1&m=1", "/?m=1", "/?view=magazine", "/2022/", "/2022/01/",
    "/2022", "/2022/01", "/2022/01/?m=1", "/2022_01_01_archive.html", "/2022_01_archive.html",
    "/2022_01_09_archive.html?m=1", "/search/label/Green%20tea", "/search/label/Green+tea",
    "/search/label/green%20TEA", "/search/label/Green%20tea/", "/search/label/Green%20tea?m=1",
    "/search/label/Green%20tea?updated-max=2022-06-01T00:00:00-08:00&max-results=20&start=20&m=1",
    "/search/label/C%2B%2B", "/search/label/C++", "/search/label/Green%20tea+C++",
    "/?updated-max=2022-06-01T00:00:00-08:00&max-results=7&m=1", "/search?q=post&m=1",
    "/search?updated-max=2022-06-01T00:00:00-08:00&max-results=7&start=7&by-date=false&m=1",
    "/search?updated-max=nonsense", "/?updated-max=nonsense&m=1", "/atom.xml", "/rss.xml",
    "/feeds/posts/default", "/feeds/posts/default/", "/feeds/posts/default?m=1",
    "/feeds/posts/summary",
    "/feeds/posts/default/-/Green%20tea", "/feeds/comments/default", "/feeds/2022/comments/default",
    "/feeds/pages/default", "/sitemap.xml", "/sitemap.xml?page=1", "/sitemap-pages.xml",
    "/robots.txt", "/ads.txt", "/favicon.ico", "/feed", "/feed/", "/feed/atom/",
    "/comments/feed/",
)  # fmt: skip


@pytest.mark.parametrize("address", BLOGGER)
def test_an_old_address_answers_or_leads_on_once(
    reader: Reader, three: list[Post], address: str
) -> None:
    followed(reader, address)


@pytest.mark.parametrize(
    "address", ["/2022/01/post.html?spref=tw", "/2022/01/post.html?view=x&zx=1"]
)
def test_leftover_parameters_leave_a_clean_canonical(
    reader: Reader, three: list[Post], address: str
) -> None:
    link = reader.get(address).find("link[rel=canonical]")
    assert link.attributes["href"] == "http://127.0.0.1:8000/2022/01/post.html"


def test_a_label_leads_to_its_page(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(labels=["Tea", "tea", "C++", "C#", "Été", "A+B", "A", "B", "AC/DC"])
    assert lead(reader, "/search/label/Tea") == "/label/tea"
    assert lead(reader, "/search/label/tea") == "/label/tea-2"
    assert followed(reader, "/search/label/C++").texts("h1") == ["Label C++"]
    assert followed(reader, "/search/label/C%23?m=1").texts("h1") == ["Label C#"]
    assert followed(reader, "/search/label/%C3%89t%C3%A9").texts("h1") == ["Label Été"]
    assert followed(reader, "/search/label/%C3%A9T%C3%89").texts("h1") == ["Label Été"]
    assert followed(reader, "/search/label/A+B").texts("h1") == ["Label A+B"]
    assert followed(reader, "/search/label/AC/DC").texts("h1") == ["Label AC/DC"]
    assert lead(reader, "/search/label/B+A+Tea?max-results=5") == "/label/a+b+tea"
    assert reader.get("/search/label/Coffee").status_code == 404
    assert reader.get("/search/label/A+Coffee").status_code == 404
    assert reader.get("/search/label/" + "+".join("abcdefghijk")).status_code == 404


def test_two_labels_together_show_the_posts_that_carry_both(
    reader: Reader, three: list[Post]
) -> None:
    page = followed(reader, "/search/label/Green%20tea+C++")
    assert page.texts("article h2") == ["Of 2022"]
    assert page.texts("h1") == ["Label C++ + Green tea"]
    canonical = page.find("link[rel=canonical]").attributes["href"]
    twin = reader.get("/label/green-tea+c")
    assert twin.find("link[rel=canonical]").attributes["href"] == canonical
    assert reader.get("/label/green-tea+nothing").status_code == 404


def test_older_posts_start_strictly_before_the_moment(reader: Reader, three: list[Post]) -> None:
    for address in ("/?updated-max={}", "/search?updated-max={}&max-results=7"):
        at = address.format("2022-01-15T00:00:00Z")
        assert followed(reader, at).texts("article h2") == ["Of 2021"]
        later = address.format("2022-01-15T09:00:01+09:00")
        assert followed(reader, later).texts("article h2") == ["Of 2022", "Of 2021"]
    label = "/search/label/C%2B%2B?updated-max=2022-06-01T00:00:00-08:00"
    assert followed(reader, label).texts("article h2") == ["Of 2022"]
    assert lead(reader, label).startswith("/label/c?before=")


def test_a_search_stays_a_search(reader: Reader, three: list[Post]) -> None:
    assert reader.get("/search?q=of&updated-max=2022-06-01T00:00:00Z").status_code == 200


def test_months_lead_to_the_archive(reader: Reader, three: list[Post]) -> None:
    assert lead(reader, "/2022_01_01_archive.html") == "/2022/01/"
    assert lead(reader, "/2022_01_archive.html?m=1") == "/2022/01/"
    assert reader.get("/2022_13_01_archive.html").status_code == 404


def test_a_shown_comment_is_found_at_its_place(
    app: Flask, reader: Reader, post: Post, make_comment: Callable[..., Comment],
    change_setting: Callable[..., None],
) -> None:  # fmt: skip
    change_setting("threads_per_page", 1)
    first, second = make_comment(post, "First."), make_comment(post, "Second.")
    with app.app_context(), writing():
        db.session.get_one(Comment, first.id).anchor = "c11"
        db.session.get_one(Comment, second.id).anchor = "c8006390123456789012"
    near = reader.get(f"{post.path}?showComment=11&m=1")
    assert (near.status_code, near.location) == (302, f"{post.path}#comment-{first.id}")
    far = reader.get(f"{post.path}?showComment=8006390123456789012")
    assert far.location.endswith(f"#comment-{second.id}")
    assert followed(reader, far.location.partition("#")[0]).find(f"#comment-{second.id}")
    for unknown in ("12", "", "x", "%27", "9" * 50):
        answer = reader.get(f"{post.path}?showComment={unknown}")
        assert (answer.status_code, answer.find("h1").text()) == (200, post.title)


def test_wordpress_leads_to_labels_and_posts(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    post = make_post(labels=["Green tea"], legacy_id="https://old.example/?p=123")
    draft = make_post(status="draft", path="/d.html", legacy_id="https://old.example/?p=124")
    assert lead(reader, "/?p=123") == post.path
    assert lead(reader, "/?p=123&m=1") == post.path
    for number in (draft.legacy_id or "").rpartition("=")[2], "23", "x", "9" * 40:
        assert reader.get(f"/?p={number}").status_code == 200
    for address in ("/tag/green-tea/", "/tag/green-tea", "/category/drinks/green-tea/"):
        assert lead(reader, address) == "/label/green-tea"
    assert reader.get("/category/unknown/").status_code == 404
    assert lead(reader, "/page/2/") == "/"


def test_below_a_sub_path_redirects_carry_it_once(
    config: Config, make_app: Callable[[Config], Flask], three: list[Post]
) -> None:
    app = make_app(replace(config, url="https://example.org/blog"))
    reader = Reader(app, app.response_class)
    for address in BLOGGER:
        answer = reader.get(f"/blog{address}", base_url="https://example.org")
        if answer.status_code in (301, 302):
            path = urlsplit(answer.location).path
            assert path.startswith("/blog/"), address
            assert not path.startswith("/blog/blog"), address
            answer = reader.get(answer.location, base_url="https://example.org")
        assert answer.status_code == 200, address
