"""Redirects as a CSV table, in and out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from blog.db import db, writing
from blog.posts import placing
from blog.posts.models import Alias, Post
from blog.redirects.table import Row, read_table, written_table
from tests.admin.redirects.test_new import rows
from tests.stage.reader import Answer, Reader

MakePost = Callable[..., Post]
SignIn = Callable[..., Reader]

TABLE = "/admin/redirects/table"


def results(answer: Answer) -> dict[int, str]:
    """The word or reason told of each line."""
    cells = [[" ".join(cell.text().split()) for cell in row.css("td")]
             for row in answer.html.css("tbody tr")]  # fmt: skip
    return {int(number): told for number, _redirect, told in cells}


def test_good_rows_count_and_of_every_row_it_is_told_what_it_is(
    app: Flask, sign_in: SignIn, reader: Reader, make_post: MakePost
) -> None:
    post = make_post(path="/new.html")
    with app.app_context(), writing():
        placing.add_alias("/kept", target="https://example.org/")
        placing.add_alias("/turned", target="https://example.org/")
    text = "\n".join(
        (
            "from,to,note", "/a,/b", "/b,/new.html,a chain", "/kept,https://example.org/",
            "/turned,/new.html", "/new.html,/b", "/x,/nowhere", "/l1,/l2", "/l2,/l1", "",
            "/a,/new.html", "nonsense,/b", "/short", '"/quo,ted",/search',
        )
    )  # fmt: skip
    answer = sign_in("editor").post(TABLE, data={"text": text})
    assert answer.status_code == 200
    assert results(answer) == {
        2: "Added", 3: "Added", 4: "As it was", 5: "Changed",
        6: "A post stands at this address.", 7: "Nothing stands at this address.",
        8: "This would lead back to where it began.", 9: "This would lead back to where it began.",
        11: "This address is led on by an earlier row.",
        12: "Please write a path of this blog, such as /old/address.html.",
        13: "Please write a path of this blog, or an https:// address.", 14: "Added",
    }  # fmt: skip
    assert rows(app) == {
        "/a": (post.id, None), "/b": (post.id, None), "/kept": (None, "https://example.org/"),
        "/turned": (post.id, None), "/quo,ted": (None, "/search"),
    }  # fmt: skip
    assert "Added: 3" in answer.texts(".notice li")
    assert reader.get("/a").location == "/new.html"


def test_a_file_is_read_as_a_pasted_table_is(app: Flask, sign_in: SignIn, post: Post) -> None:
    owner = sign_in("owner")
    raw = f"\ufeffFrom;To\r\n/caf\u00e9;{post.path}\r\n".encode()
    for word in ("Added", "As it was"):
        answer = owner.post(TABLE, data={"file": (io.BytesIO(raw), "redirects.csv")})
        assert results(answer) == {2: word}
    assert rows(app) == {"/caf%C3%A9": (post.id, None)}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({}, "file", "Please choose a file"),
        ({"text": "old,new\n/a,/b"}, "text", "The first line must name the columns"),
        ({"text": "from,to\n" + "/a,/b\n" * 10_001}, "text", "at most 10,000 rows"),
        ({"file": (b"from,to\n/\xe9,/b", "x.csv")}, "file", "not text in UTF-8"),
    ],
)
def test_what_is_no_table_is_refused(
    sign_in: SignIn, given: dict[str, Any], field: str, reason: str
) -> None:
    fields = {
        name: (io.BytesIO(what[0]), what[1]) if name == "file" else what
        for name, what in given.items()
    }
    answer = sign_in("owner").post(TABLE, data=fields)
    assert answer.status_code == 422
    assert reason in answer.find(f"#{field}-error").text()
    if field == "text":
        assert given["text"].split() == answer.find("#text").text().split()


def test_ten_thousand_rows_cost_few_queries(
    app: Flask, sign_in: SignIn, post: Post, count_queries: Callable[[], Any]
) -> None:
    owner = sign_in("owner")
    text = "from,to\n" + "".join(f"/o/{n},/o/{n + 1}\n" for n in range(9_999))
    with count_queries() as queries:
        answer = owner.post(TABLE, data={"text": f"{text}/o/9999,{post.path}\n"})
    assert answer.status_code == 200
    assert "Added: 10000" in answer.texts(".notice li")
    assert len(queries) < 60
    assert set(rows(app).values()) == {(post.id, None)}


def test_what_was_taken_away_can_be_brought_back(
    app: Flask, sign_in: SignIn, make_post: MakePost
) -> None:
    post = make_post(path="/new.html")
    owner = sign_in("owner")
    owner.post(TABLE, data={"text": 'from,to\n/a,/new.html\n"/b,""c",https://example.org/?a=b\n'})
    before = rows(app)
    assert before == {"/a": (post.id, None), "/b,%22c": (None, "https://example.org/?a=b")}
    answer = owner.get("/admin/redirects/export.csv")
    assert answer.mimetype == "text/csv"
    assert "redirects.csv" in answer.headers["Content-Disposition"]
    assert answer.text.splitlines()[0] == "from,to"
    with app.app_context(), writing():
        db.session.execute(delete(Alias))
    owner.post(TABLE, data={"file": (io.BytesIO(answer.data), "redirects.csv")})
    assert rows(app) == before


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    text = "".join(written_table([("/a", cell)]))
    assert f"'{cell}" in text
    assert read_table(text) == [Row(2, "/a", cell)]
