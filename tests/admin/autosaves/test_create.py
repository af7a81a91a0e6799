"""What is typed is kept beside the post, one row for each person and post, never in it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from blog.db import db, writing
from blog.people.models import User
from blog.posts.autosaving import keep
from blog.posts.models import Autosave, Post
from tests.stage.reader import Reader
from tests.stage.routes import contents


def typed(post: Post | None = None, **fields: str) -> dict[str, str]:
    """The fields of the editor."""
    return {
        "kind": post.kind if post else "post",
        "post_id": str(post.id) if post else "",
        "version": str(post.version) if post else "0",
        "title": "Half a title",
        "source": "Half a text",
        **fields,
    }


def kept(app: Flask) -> list[Autosave]:
    with app.app_context():
        return list(db.session.scalars(select(Autosave).order_by(Autosave.slot)))


def test_what_is_typed_is_kept_and_the_writer_is_told(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    owner = sign_in("owner")
    answer = owner.htmx.post("/admin/autosaves/", data=typed(post))
    assert answer.status_code == 200
    assert "not saved yet" in answer.find("#autosave").text()
    (row,) = kept(app)
    assert owner.who
    assert (row.user_id, row.slot, row.post_id) == (owner.who.id, f"post-{post.id}", post.id)
    assert row.version == post.version
    assert row.fields["source"] == "Half a text"


def test_without_javascript_the_writer_comes_back_to_the_text(
    sign_in: Callable[..., Reader], post: Post
) -> None:
    owner = sign_in("owner")
    answer = owner.post("/admin/autosaves/", data=typed(post))
    assert (answer.status_code, answer.location) == (
        303, f"/admin/posts/{post.id}/edit?autosave=1",
    )  # fmt: skip
    answer = owner.post("/admin/autosaves/", data=typed(kind="page"))
    assert answer.location == "/admin/posts/new?kind=page&autosave=1"


def test_the_post_itself_stays_as_it_is(
    app: Flask, sign_in: Callable[..., Reader], reader: Reader, post: Post
) -> None:
    owner = sign_in("owner")
    before = contents(app, without=("autosave", "login"))
    page = reader.get(str(post.path)).text
    owner.htmx.post("/admin/autosaves/", data=typed(post, title="Changed", source="Changed"))
    assert contents(app, without=("autosave", "login")) == before
    assert reader.get(str(post.path)).text == page


def test_the_next_one_takes_its_place(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    owner = sign_in("owner").htmx
    for source in ("One", "One two", "One two three"):
        owner.post("/admin/autosaves/", data=typed(post, source=source))
    assert [row.fields["source"] for row in kept(app)] == ["One two three"]


def test_each_person_each_post_and_each_new_text_has_its_own(
    app: Flask, sign_in: Callable[..., Reader], post: Post, page: Post
) -> None:
    owner, editor = sign_in("owner").htmx, sign_in("editor").htmx
    for browser in (owner, editor):
        for fields in (typed(post), typed(page), typed(), typed(kind="page")):
            assert browser.post("/admin/autosaves/", data=fields).status_code == 200
    slots = ["new-page", "new-post", f"post-{post.id}", f"post-{page.id}"]
    assert sorted(row.slot for row in kept(app)) == sorted(2 * slots)


def test_only_the_editors_fields_are_kept(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    fields = typed(post, status="published", password="secret", labels="A, B")
    sign_in("owner").htmx.post("/admin/autosaves/", data=fields)
    (row,) = kept(app)
    assert sorted(row.fields) == ["labels", "source", "title", "version"]


def test_nobody_keeps_anything_for_a_post_that_is_not_theirs(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    for role in ("author", "contributor"):
        browser = sign_in(role).htmx
        assert browser.post("/admin/autosaves/", data=typed(post)).status_code == 403
        assert browser.post("/admin/autosaves/", data=typed(kind="page")).status_code == 403
        assert browser.post("/admin/autosaves/", data=typed()).status_code == 200
    assert {row.slot for row in kept(app)} == {"new-post"}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"post_id": "987654"}, 404),
        ({"post_id": "x"}, 400),
        ({"post_id": "-1"}, 400),
        ({"post_id": "9" * 30}, 400),
        ({"version": "9" * 30}, 400),
        ({"version": "one"}, 400),
        ({"kind": "letter"}, 400),
        ({"kind": ""}, 400),
    ],
)
@pytest.mark.sqlite
def test_fields_that_no_editor_sends_are_refused(
    app: Flask, sign_in: Callable[..., Reader], fields: dict[str, str], status: int
) -> None:
    answer = sign_in("owner").htmx.post("/admin/autosaves/", data={**typed(), **fields})
    assert answer.status_code == status
    assert kept(app) == []


def test_who_is_signed_out_keeps_nothing_and_is_told_where_to_sign_in(
    app: Flask, reader: Reader, post: Post
) -> None:
    answer = reader.htmx.post("/admin/autosaves/", data=typed(post))
    assert answer.status_code == 401
    assert answer.find("#signed-out a").attributes["target"] == "_blank"
    assert kept(app) == []


def test_any_letters_are_kept_as_they_were_typed(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    source = "שלום 字 \U0001f600 \x00 \\u0000 \"quoted\" \r\n'end'"
    sign_in("owner").htmx.post("/admin/autosaves/", data=typed(source=source))
    (row,) = kept(app)
    assert row.fields["source"] == source


def test_a_long_text_is_kept_whole(app: Flask, sign_in: Callable[..., Reader]) -> None:
    answer = sign_in("owner").htmx.post("/admin/autosaves/", data=typed(source="字" * 500_000))
    assert answer.status_code == 200
    assert len(kept(app)[0].fields["source"]) == 500_000


def test_ten_at_once_leave_one_row(app: Flask, owner: User, post: Post) -> None:
    faults: list[Exception] = []

    def work(number: int) -> None:
        try:
            with app.app_context(), writing():
                keep(owner.id, "new-post", {"source": str(number)}, post_id=None, version=0)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(kept(app)) == 1


def test_it_goes_with_the_post_and_with_the_person(
    app: Flask, sign_in: Callable[..., Reader], post: Post
) -> None:
    owner, editor = sign_in("owner"), sign_in("editor")
    for browser in (owner, editor):
        browser.htmx.post("/admin/autosaves/", data=typed(post))
        browser.htmx.post("/admin/autosaves/", data=typed())
    assert editor.who
    with app.app_context(), writing():
        db.session.delete(db.session.get_one(User, editor.who.id))
    assert len(kept(app)) == 2
    with app.app_context(), writing():
        db.session.delete(db.session.get_one(Post, post.id))
    assert [row.slot for row in kept(app)] == ["new-post"]
