"""The list of redirects, and taking one back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.db import db, now, writing
from blog.posts import placing
from blog.posts.models import Post
from blog.redirects.models import Miss
from blog.redirects.queries import SIZE
from tests.stage.reader import Reader

SignIn = Callable[..., Reader]

ROOM = "/admin/redirects/"


@pytest.fixture
def redirects(app: Flask, post: Post) -> None:
    with app.app_context(), writing():
        placing.add_alias("/old.html", post=db.session.get_one(Post, post.id))
        placing.add_alias("/caf%C3%A9_100%25", target="https://example.org/far")


@pytest.mark.usefixtures("redirects")
def test_each_redirect_tells_where_it_leads(sign_in: SignIn, post: Post) -> None:
    page = sign_in("editor").get(ROOM)
    assert page.texts(".entry b") == ["/caf%C3%A9_100%25", "/old.html"]
    assert page.find(f".entry [href='{post.path}']").text() == "A post"
    assert page.find(".entry [href='https://example.org/far']")


@pytest.mark.usefixtures("redirects")
@pytest.mark.parametrize(
    ("asked", "found"),
    [("OLD", 1), ("café", 1), ("far", 1), ("a post", 1), ("_100", 1), ("l_h", 0), ("none", 0)],
)
def test_the_search_reads_both_addresses(sign_in: SignIn, asked: str, found: int) -> None:
    page = sign_in("owner").get(ROOM, query_string={"q": asked})
    assert len(page.html.css(".entry")) == found
    assert found or "No redirect fits." in page.text


def test_older_ones_follow_page_by_page(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), writing():
        for number in range(SIZE + 2):
            placing.add_alias(f"/old-{number}", target="/search")
    owner = sign_in("owner")
    page = owner.get(f"{ROOM}?q=old")
    rest = owner.get(page.find(".turn a").attributes["href"])
    assert (len(page.html.css(".entry")), rest.texts(".entry b")) == (SIZE, ["/old-1", "/old-0"])
    assert not rest.html.css(".turn")
    for lost in ("x", "0", "99999999999"):
        assert owner.get(f"{ROOM}?before={lost}").status_code == 404


@pytest.mark.usefixtures("redirects")
def test_a_redirect_is_taken_back(app: Flask, sign_in: SignIn, reader: Reader, post: Post) -> None:
    owner = sign_in("owner")
    assert reader.get("/old.html").location == post.path
    action = owner.get(f"{ROOM}?q=old").find(".entry form").attributes["action"]
    answer = owner.post(action)
    assert (answer.status_code, answer.location) == (303, f"{ROOM}?q=old&done=removed")
    assert owner.post(action).status_code == 404
    assert reader.get("/old.html").status_code == 404
    with app.app_context():
        lines = db.session.execute(select(AuditLine.action, AuditLine.subject)).all()
        assert [tuple(line) for line in lines] == [("redirect.delete", "/old.html")]


def test_an_empty_room_says_what_comes(sign_in: SignIn) -> None:
    owner = sign_in("owner")
    assert "comes here by itself" in owner.get(ROOM).find(".empty").text()
    assert owner.get(f"{ROOM}misses").find(".empty").text()


def test_what_was_asked_for_in_vain_is_forgotten(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), writing():
        for number in range(3):
            db.session.add(
                Miss(path=f"/{number}", path_key=f"/{number}", hits=number + 1, last_at=now())
            )
    owner = sign_in("owner")
    page = owner.get(f"{ROOM}misses")
    assert page.texts(".entry b") == ["/2", "/1", "/0"]
    assert "3 times" in page.text
    first, second = (form.attributes["action"] for form in page.html.css(".entry form")[:2])
    answer = owner.htmx.post(first)
    assert answer.status_code == 200
    assert answer.find(".acted[data-announce='Forgotten.']").text().split() == ["Forgotten.", "/2"]
    assert owner.post(second).location == f"{ROOM}misses?done=forgotten"
    assert owner.post(second).status_code == 404
    assert owner.get(f"{ROOM}misses").texts(".entry b") == ["/0"]


@pytest.mark.parametrize("role", ["author", "contributor"])
def test_who_only_writes_keeps_out(sign_in: SignIn, role: str) -> None:
    for address in ("", "new", "table", "misses", "export.csv"):
        assert sign_in(role).get(f"{ROOM}{address}").status_code == 403
