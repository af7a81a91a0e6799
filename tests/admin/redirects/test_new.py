"""One redirect more: what it may be, and that one 301 leads to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from blog.config import Config
from blog.db import db, writing
from blog.posts import placing
from blog.posts.models import Alias, Post
from blog.redirects.jobs import flush_misses
from blog.redirects.models import Miss
from tests.stage.reader import Answer, Reader

MakePost = Callable[..., Post]
SignIn = Callable[..., Reader]

ROOM = "/admin/redirects/"


def add(browser: Reader, source: str, target: str) -> Answer:
    return browser.post(f"{ROOM}new", data={"source": source, "target": target})


def rows(app: Flask) -> dict[str, tuple[int | None, str | None]]:
    with app.app_context():
        found = db.session.execute(select(Alias.path, Alias.post_id, Alias.target))
        return {path: (post_id, target) for path, post_id, target in found}


def test_an_old_address_leads_to_a_post_and_follows_it(
    app: Flask, sign_in: SignIn, reader: Reader, make_post: MakePost
) -> None:
    post = make_post(path="/new.html")
    owner = sign_in("owner")
    answer = add(owner, "/old name.html", "/new.html")
    assert (answer.status_code, answer.location) == (303, f"{ROOM}?done=added")
    assert rows(app) == {"/old%20name.html": (post.id, None)}
    assert reader.get("/old%20name.html").location == "/new.html"
    with app.app_context(), writing():
        placing.place(db.session.get_one(Post, post.id), "/newest.html")
    answer = reader.get("/old%20name.html")
    assert (answer.status_code, answer.location) == (301, "/newest.html")


@pytest.mark.parametrize(
    ("target", "lead"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("/popular?range=year", "/popular?range=year"),
        ("/label/x/", "/label/x"),
        ("/label/C++", "/label/C++"),
    ],
)
def test_an_old_address_leads_to_an_address(
    app: Flask, sign_in: SignIn, reader: Reader, target: str, lead: str
) -> None:
    assert add(sign_in("owner"), "/old.html", target).status_code == 303
    assert rows(app) == {"/old.html": (None, lead)}
    answer = reader.get("/old.html")
    assert (answer.status_code, answer.location) == (301, lead)


def test_an_address_copied_from_the_browser_means_the_path(
    app: Flask, config: Config, sign_in: SignIn, post: Post
) -> None:
    base = config.base_url
    assert add(sign_in("owner"), f"{base}/old.html", f"{base}{post.path}").status_code == 303
    assert rows(app) == {"/old.html": (post.id, None)}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("source", "target", "field"),
    [
        ("", "/a-post.html", "source"),
        ("/x", "", "target"),
        ("old.html", "/a-post.html", "source"),
        ("//evil.example/x", "/a-post.html", "source"),
        ("https://elsewhere.example/x", "/a-post.html", "source"),
        ("/old?p=1", "/a-post.html", "source"),
        ("/a-post.html", "https://example.org", "source"),
        ("/a-post.html/", "https://example.org", "source"),
        ("/a-draft.html", "https://example.org", "source"),
        ("/search", "https://example.org", "source"),
        ("/", "https://example.org", "source"),
        ("/label/x", "https://example.org", "source"),
        ("/admin/x", "https://example.org", "source"),
        ("/%61dmin", "https://example.org", "source"),
        ("/taken.html", "https://example.org", "source"),
        ("/x\u200b", "https://example.org", "source"),
        ("/" + "x" * 1000, "https://example.org", "source"),
        ("/x", "http://example.org", "target"),
        ("/x", "//example.org/x", "target"),
        ("/x", "https://", "target"),
        ("/x", "https://me@example.org/", "target"),
        ("/x", "https://example.org:x/", "target"),
        ("/x", "javascript:alert(1)", "target"),
        ("/x", "https://example.org/a b", "target"),
        ("/x", "/nothing.html", "target"),
        ("/x", "/x", "target"),
        ("/x", "/x/", "target"),
        ("/x", "/a-post.html?x=1", "target"),
        ("/x", "/admin/", "target"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    app: Flask, sign_in: SignIn, make_post: MakePost, source: str, target: str, field: str
) -> None:
    make_post(path="/a-post.html")
    make_post(path="/a-draft.html", status="draft")
    with app.app_context(), writing():
        placing.add_alias("/taken.html", target="https://example.org/")
    answer = add(sign_in("owner"), source, target)
    assert answer.status_code == 422
    assert answer.find(f"#{field}-error").text()
    assert answer.find(f"#{field}").attributes["aria-describedby"].split()[-1] == f"{field}-error"  # type: ignore[union-attr]
    assert answer.find("#source").attributes["value"] == source.strip()
    assert answer.find("#target").attributes["value"] == target.strip()
    assert list(rows(app)) == ["/taken.html"]


def test_no_redirect_leads_to_a_redirect(
    app: Flask, sign_in: SignIn, reader: Reader, post: Post
) -> None:
    owner = sign_in("owner")
    for source, target in (("/b", str(post.path)), ("/a", "/b"), ("/c/", "https://example.org/"),
                           ("/d", "/c")):  # fmt: skip
        assert add(owner, source, target).status_code == 303
    assert rows(app) == {
        "/b": (post.id, None), "/a": (post.id, None),
        "/c/": (None, "https://example.org/"), "/d": (None, "https://example.org/"),
    }  # fmt: skip
    assert reader.get("/a").location == post.path


def test_a_wish_for_a_redirect_comes_with_its_address(app: Flask, sign_in: SignIn) -> None:
    owner, reader = sign_in("editor"), Reader(app, app.response_class)
    reader.get("/old & odd.html")
    with app.app_context():
        flush_misses()
    page = owner.get(f"{ROOM}misses")
    assert page.texts(".entry .hint")[0].startswith("once ")
    lead = page.find(".entry a").attributes["href"]
    form = owner.get(lead)
    assert form.find("#source").attributes["value"] == "/old%20&%20odd.html"
    assert form.find("#target[autofocus]")
    assert add(owner, "/old%20&%20odd.html", "/search").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Miss)).all() == []
    assert "Nothing was looked for" in owner.get(f"{ROOM}misses").text


def test_below_a_sub_path_a_redirect_stays_inside(
    config: Config, make_app: Callable[[Config], Flask]
) -> None:
    app = make_app(replace(config, url="http://localhost/deep/blog"))
    with app.app_context(), writing():
        placing.add_alias("/old.html", target="/search")
        placing.add_alias("/far.html", target="https://example.org/")
    reader = Reader(app, app.response_class)
    assert reader.get("/deep/blog/old.html").location == "/deep/blog/search"
    assert reader.get("/deep/blog/far.html").location == "https://example.org/"
