"""What every answer carries, who is let in, and that reading changes nothing."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import brotli
import pytest
from flask import Flask, request
from sqlalchemy import select
from werkzeug.routing import AnyConverter
from werkzeug.test import TestResponse

from blog import headers
from blog.comments.models import Comment
from blog.config import Config
from blog.db import Base, db
from blog.posts.models import Post
from tests.stage.reader import Reader

POLICY = (
    "default-src 'none'; "
    "script-src 'self' https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js; "
    "style-src 'self'; img-src 'self' data: https:; media-src 'self' https:; "
    "frame-src {frames}; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
PUBLIC = "public, max-age=0, s-maxage=0"
PRIVATE = "private, no-store"


def crash() -> str:
    raise ZeroDivisionError


def ask_for_a_page(browser: Any, post: Post) -> TestResponse:
    return browser.get(post.path)  # type: ignore[no-any-return]


def ask_again(browser: Any, post: Post) -> TestResponse:
    tag = browser.get(post.path).headers["ETag"]
    return browser.get(post.path, headers={"If-None-Match": tag})  # type: ignore[no-any-return]


ANSWERS: dict[int, Callable[[Any, Post], TestResponse]] = {
    200: ask_for_a_page,
    301: lambda browser, post: browser.get("/2025"),
    304: ask_again,
    404: lambda browser, post: browser.get("/nothing-here"),
    405: lambda browser, post: browser.post("/"),
    422: lambda browser, post: browser.post(f"/comments/{post.id}", data={}),
    500: lambda browser, post: browser.get("/crash"),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("status", ANSWERS)
def test_every_answer_carries_the_header_set(app: Flask, post: Post, status: int) -> None:
    app.add_url_rule("/crash", "crash", crash)
    answer = ANSWERS[status](app.test_client(), post)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    frames = policy.partition("frame-src ")[2].partition(";")[0]
    assert policy == POLICY.format(frames=frames)
    assert all(host.startswith("https://") for host in frames.split())
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == (PUBLIC if status < 405 else PRIVATE)
    assert "Set-Cookie" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.sqlite
def test_a_crash_tells_the_reader_nothing_of_the_inside(app: Flask) -> None:
    app.add_url_rule("/crash", "crash", crash)
    answer = app.test_client().get("/crash")
    assert "ZeroDivision" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.sqlite
def test_https_is_asked_for_only_where_the_blog_has_it(
    config: Config, make_app: Callable[[Config], Flask]
) -> None:
    secure = make_app(replace(config, url="https://blog.example"))
    answer = secure.test_client().get("/", headers={"Host": "blog.example"})
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


@pytest.mark.sqlite
def test_a_page_comes_compressed_as_the_browser_wishes(app: Flask, post: Post) -> None:
    browser = app.test_client()
    answers = {
        wish: browser.get("/", headers={"Accept-Encoding": wish} if wish else {})
        for wish in ("", "gzip", "br", "gzip, br", "zstd", "br;q=0, gzip")
    }
    plain = answers[""].data
    assert brotli.decompress(answers["br"].data) == plain
    assert gzip.decompress(answers["gzip"].data) == plain
    assert answers["gzip, br"].headers["Content-Encoding"] == "br"
    assert answers["br;q=0, gzip"].headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in answers["zstd"].headers
    for answer in answers.values():
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.sqlite
def test_each_coding_has_its_own_entity_tag(app: Flask, post: Post) -> None:
    browser = app.test_client()
    tags = {
        coding: browser.get("/", headers={"Accept-Encoding": coding}).headers["ETag"]
        for coding in ("identity", "gzip", "br")
    }
    assert len(set(tags.values())) == 3
    for coding, tag in tags.items():
        headers = {"Accept-Encoding": coding, "If-None-Match": tag}
        again = browser.get("/", headers=headers)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Vary"] == "Accept-Encoding"


@pytest.mark.sqlite
def test_a_changed_page_has_another_entity_tag(
    reader: Reader, post: Post, make_post: Callable[..., Post]
) -> None:
    before = reader.get("/").headers["ETag"]
    assert reader.get("/").headers["ETag"] == before
    make_post()
    assert reader.get("/", headers={"If-None-Match": before}).status_code == 200


FORGERY = [
    # Sec-Fetch-Site, Origin, has a cookie, may pass
    ("same-origin", None, True, True),
    ("same-origin", "https://evil.example", True, True),
    ("same-site", None, False, False),
    ("cross-site", None, False, False),
    ("none", None, True, False),
    ("cross-site", "http://127.0.0.1:8000", True, False),
    (None, "http://127.0.0.1:8000", True, True),
    (None, "http://localhost", True, True),
    (None, "https://evil.example", False, False),
    (None, "null", False, False),
    (None, None, False, True),
    (None, None, True, False),
]


@pytest.mark.sqlite
@pytest.mark.parametrize(("site", "origin", "has_cookie", "may_pass"), FORGERY)
def test_only_our_own_pages_may_change_something(
    app: Flask, site: str | None, origin: str | None, has_cookie: bool, may_pass: bool
) -> None:
    app.add_url_rule("/change", "change", lambda: "done", methods=["POST"])
    browser = app.test_client()
    if has_cookie:
        browser.set_cookie("any", "thing")
    named = {"Sec-Fetch-Site": site, "Origin": origin}
    headers = {name: value for name, value in named.items() if value}
    answer = browser.post("/change", headers=headers)
    assert answer.status_code == (200 if may_pass else 403)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("host", "status", "goes_to"),
    [
        ("blog.example", 200, None),
        ("BLOG.example", 200, None),
        ("127.0.0.1:8000", 200, None),
        ("localhost", 200, None),
        ("[::1]:8000", 200, None),
        ("www.blog.example", 301, "https://blog.example/label/a?before=x%2Cy"),
        ("evil.example", 400, None),
        ("blog.example.evil.example", 400, None),
        ("localhost.evil.example", 400, None),
        ("blog.example:8443", 400, None),
    ],
)
def test_the_blog_answers_to_its_own_names(
    config: Config,
    make_app: Callable[[Config], Flask],
    host: str,
    status: int,
    goes_to: str | None,
) -> None:
    ours = replace(config, url="https://blog.example", other_hosts=("www.blog.example",))
    app = make_app(ours)
    path = "/label/a?before=x%2Cy" if goes_to else "/"
    answer = app.test_client().get(path, headers={"Host": host})
    assert (answer.status_code, answer.headers.get("Location")) == (status, goes_to)


@pytest.mark.sqlite
@pytest.mark.parametrize(("proxies", "told"), [(0, "10.0.0.1"), (1, "203.0.113.9")])
def test_a_proxy_is_believed_about_the_address_and_never_about_the_host(
    config: Config, make_app: Callable[[Config], Flask], proxies: int, told: str
) -> None:
    app = make_app(replace(config, url="https://blog.example", trusted_proxies=proxies))
    app.add_url_rule("/seen", "seen", lambda: f"{request.remote_addr} {request.url_root}")
    forwarded = {
        "Host": "blog.example",
        "X-Forwarded-For": "198.51.100.66, 203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
    }
    answer = app.test_client().get(
        "/seen", headers=forwarded, environ_base={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert answer.text == f"{told} http://blog.example/"


@pytest.mark.sqlite
def test_a_probe_may_come_under_any_name(app: Flask) -> None:
    assert app.test_client().get("/healthz", headers={"Host": "10.1.2.3"}).status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("size", [50_000, 500_000])
def test_what_is_long_is_compressed_anew_and_not_kept(app: Flask, size: int) -> None:
    app.add_url_rule("/long", "long", lambda: "x" * size)
    headers._compress.cache_clear()
    answer = app.test_client().get("/long", headers={"Accept-Encoding": "br"})
    assert len(brotli.decompress(answer.data)) == size
    assert headers._compress.cache_info().currsize == (size == 50_000)


@pytest.mark.sqlite
def test_one_persons_own_page_is_neither_kept_nor_tagged(app: Flask) -> None:
    def own() -> str:
        headers.keep_private()
        return "mine " * 1000

    app.add_url_rule("/own", "own", own)
    headers._compress.cache_clear()
    answer = app.test_client().get("/own", headers={"Accept-Encoding": "br"})
    assert brotli.decompress(answer.data) == b"mine " * 1000
    assert answer.headers["Cache-Control"] == PRIVATE
    assert "ETag" not in answer.headers
    assert headers._compress.cache_info().currsize == 0


# Values under which the addresses of the seeded blog are found; others take a number.
PARAMETERS = {"slug": "letters", "name": "popular", "year": 2025, "month": 5}


def test_no_get_changes_the_database(
    app: Flask,
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
) -> None:
    post = make_post(labels=["Letters"])
    comment = make_comment(post)
    before = everything(app)
    for address in addresses(app, post, comment):
        assert reader.get(address).status_code < 500, address
        assert reader.get(f"{address}?q=text&range=year&page=2&after=1").status_code < 500, address
    assert everything(app) == before


def addresses(app: Flask, post: Post, comment: Comment) -> list[str]:
    """One address for every rule that answers GET."""
    values: dict[str, Any] = PARAMETERS | {"path": (post.path or "")[1:], "comment_id": comment.id}
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            fixed = dict(rule.defaults or {})
            chosen = {name: values.get(name, post.id) for name in rule.arguments} | fixed
            for name, converter in rule._converters.items():
                if isinstance(converter, AnyConverter):
                    chosen[name] = min(converter.items)
            built = rule.build(chosen)
            assert built, f"no value for a parameter of {rule}"
            found.append(built[1])
    return found


def everything(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table."""
    with app.app_context():
        return {
            name: sorted(map(repr, db.session.execute(select(table))))
            for name, table in Base.metadata.tables.items()
        }
