"""Odd addresses: what no database can hold, what is no UTF-8, and what leads elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from blog.config import Config
from blog.posts.models import Post
from tests.stage.reader import Reader


def ask(app: Flask, path: bytes, query: str = "", **headers: str) -> TestResponse:
    """What a server hands over for those bytes of a path, which test clients would rewrite."""
    environ = {"PATH_INFO": path.decode("latin-1")}
    return app.test_client().get(query_string=query, headers=headers, environ_overrides=environ)


@pytest.mark.parametrize(
    "path",
    [
        "/a%00b", "/label/a%00b", "/label/a%00b/feed.atom", "/author/%00", "/search/label/%00",
        "/tag/%00/", "/category/a/%00/", "/feeds/posts/default/-/%00", "/media/%00",
        "/static/%00", "/widgets/%00", "/a%00b?m=1", "/a%00b?showComment=1",
    ],
)  # fmt: skip
def test_nothing_is_at_an_address_that_no_database_can_hold(reader: Reader, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_a_comment_is_not_looked_for_under_what_is_no_number(reader: Reader, post: Post) -> None:
    assert reader.get(f"{post.path}?showComment=%00").status_code == 200


@pytest.mark.sqlite
def test_an_old_address_that_is_no_utf8_survives_blogger_s_mobile_mark(
    app: Flask, make_post: Callable[..., Post]
) -> None:
    make_post(path="/2009/01/caf%E9.html")
    answer = ask(app, b"/2009/01/caf\xe9.html", "m=1")
    assert (answer.status_code, answer.location) == (301, "/2009/01/caf%E9.html")
    assert ask(app, b"/2009/01/caf\xe9.html").status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("path", [b"//evil.example/", b"///evil.example/", b"/\\evil.example/"])
def test_no_address_of_ours_leads_to_another_host(app: Flask, path: bytes) -> None:
    answer = ask(app, path, "m=1")
    assert answer.status_code == 301
    assert answer.location in ("/evil.example/", "/%5Cevil.example/")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("path", "same"),
    [
        (b"/a?b", "/a%3Fb"),
        (b"/100%-sure", "/100%25-sure"),
        (b"/caf\xe9", "/caf%E9"),
        (b"/a\r\nSet-Cookie: b=c", "/a%0D%0ASet-Cookie:%20b=c"),
        (b"//evil.example/", "/evil.example/"),
    ],
)
def test_an_old_host_name_leads_to_the_very_same_path(
    config: Config, make_app: Callable[[Config], Flask], path: bytes, same: str
) -> None:
    app = make_app(replace(config, url="https://new.example", other_hosts=("old.example",)))
    answer = ask(app, path, "x=1", Host="old.example")
    assert (answer.status_code, answer.location) == (301, f"https://new.example{same}?x=1")
