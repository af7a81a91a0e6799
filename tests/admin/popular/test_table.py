"""Bringing views that were counted elsewhere, by a file or pasted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.db import db
from blog.posts.models import Post
from blog.views.models import DailyViews
from tests.stage.reader import Answer, Reader

SignIn = Callable[..., Reader]

ROOM = "/admin/popular/table"


def test_a_file_is_taken_and_a_second_time_changes_nothing(
    app: Flask, sign_in: SignIn, make_post: Callable[..., Post], reader: Reader
) -> None:
    make_post(title="New")
    post = make_post(title="Café", path="/2020/café.html")
    owner = sign_in("owner")
    rows = "path;day;views\r\nhttps://old.example/2020/caf%C3%A9.html;2020-05-01;7\r\n/gone;;3\r\n"
    for _ in range(2):
        answer = send(owner, ("\ufeff" + rows).encode())
        assert answer.status_code == 200
        assert answer.find("#told-title").text() == "2 rows taken"
        assert answer.texts("section li code") == ["/gone"]
        assert views(app) == {(post.id, date(2020, 5, 1)): 7}
    assert reader.get("/popular?range=all").texts(".card h2") == ["Café", "New"]
    with app.app_context():
        line = db.session.scalars(select(AuditLine)).first()
        assert line
        assert (line.action, line.subject) == ("popular.seed", "2")


def test_a_pasted_table_without_names_is_taken(app: Flask, sign_in: SignIn, post: Post) -> None:
    answer = sign_in("owner").post(ROOM, data={"text": f"{post.path},2020-05-01,7\n"})
    assert answer.status_code == 200
    assert "A post answers to every address." in answer.text
    assert list(views(app).values()) == [7]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "Please choose a file"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"path,views\n/a,1\n/b,many\n,3\n", "Line 3: “many” is not a number of views. "
                                             "Line 4: there is no path."),
        (b"title,views\n", "Line 1: the columns must be"),
        (b"path,views\n/a%00b,1\n", "Line 2: there is no path"),
        (b"path,views\n/<script>,x\n", "Line 2: “x”"),
    ],
)  # fmt: skip
def test_a_faulty_file_changes_nothing_and_each_line_is_named(
    app: Flask, sign_in: SignIn, raw: bytes, told: str
) -> None:
    answer = send(sign_in("owner"), raw)
    assert answer.status_code == 422
    assert told in " ".join(answer.texts(".error"))
    assert answer.find("[aria-invalid=true]").attributes["name"] == "file"
    assert views(app) == {}


@pytest.mark.sqlite
def test_what_was_pasted_stays(sign_in: SignIn) -> None:
    answer = sign_in("owner").post(ROOM, data={"text": "path,views\n/a,x"})
    assert answer.find("textarea").text().split() == ["path,views", "/a,x"]
    assert answer.find("[aria-invalid=true]").attributes["name"] == "text"


@pytest.mark.sqlite
def test_a_file_of_ten_thousand_rows_is_taken(sign_in: SignIn, post: Post) -> None:
    rows = "path,day,views\n" + "".join(
        f"/a/rather/long/address/as/they/often/are/{n}.html,2020-05-01,{n}\n" for n in range(20_000)
    )
    assert len(rows) > 1_000_000
    answer = send(sign_in("owner"), rows.encode())
    assert answer.find("#told-title").text() == "20000 rows taken"
    assert answer.texts("section li")[-1] == "and 19900 more"


@pytest.mark.sqlite
def test_strange_characters_in_a_file_neither_end_a_line_nor_reach_the_page(
    app: Flask, sign_in: SignIn, post: Post
) -> None:
    rows = f"path,title,views\n{post.path},One\u2028line\x1c,5\n/go\0ne\x01,,2\n"
    answer = send(sign_in("owner"), rows.encode())
    assert answer.texts("section li code") == ["/gone"]
    assert list(views(app).values()) == [5]


def send(owner: Reader, raw: bytes) -> Answer:
    fields = {"file": (BytesIO(raw), "views.csv")}
    return owner.post(ROOM, data=fields, content_type="multipart/form-data")


def views(app: Flask) -> dict[tuple[int, date], int]:
    with app.app_context():
        rows = db.session.execute(select(DailyViews.post_id, DailyViews.day, DailyViews.views))
        return {(post, day): count for post, day, count in rows}
