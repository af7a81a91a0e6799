"""Every version of a post can be seen, compared and brought back; nothing is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.db import db, writing
from blog.people.models import User
from blog.posts.actions import rendered
from blog.posts.editing import draft_of, save
from blog.posts.models import Post, Revision
from tests.stage.reader import Reader

TEXTS = ("A first text of the post.", "A second text of the post.", "A third text of the post.")


@pytest.fixture
def rewritten(app: Flask, make_post: Callable[..., Post], owner: User) -> Post:
    """A public post that was saved three times."""
    post = make_post(title="Rewritten", source=TEXTS[0])
    for source in TEXTS[1:]:
        resave(app, post, owner, source=source)
    return current(app, post)


def resave(app: Flask, post: Post, who: User, **changes: str) -> None:
    with app.app_context(), writing():
        row = db.session.get_one(Post, post.id)
        draft = replace(draft_of(row), **changes)  # type: ignore[arg-type]
        save(row, draft, rendered(draft), who, base_version=row.version)


def current(app: Flask, post: Post) -> Post:
    with app.app_context():
        row = db.session.get_one(Post, post.id)
        db.session.expunge(row)
        return row


def sources(app: Flask, post: Post) -> list[str]:
    with app.app_context():
        found = select(Revision.source).filter_by(post_id=post.id).order_by(Revision.version)
        return list(db.session.scalars(found))


def test_the_list_says_who_saved_what_and_how_much_changed(
    sign_in: Callable[..., Reader], rewritten: Post, owner: User
) -> None:
    answer = sign_in("editor").get(f"/admin/posts/{rewritten.id}/revisions")
    assert answer.status_code == 200
    assert answer.texts(".recent li > a") == ["Version 3 (now)", "Version 2", "Version 1"]
    assert answer.texts(".recent bdi") == [owner.name, owner.name]
    assert "1 word more, 1 word less" in answer.texts(".recent .byline")[0]


def test_the_list_goes_on_page_by_page(
    app: Flask, sign_in: Callable[..., Reader], rewritten: Post, owner: User
) -> None:
    for number in range(22):
        resave(app, rewritten, owner, source=f"Text {number}.")
    browser = sign_in("owner")
    first = browser.get(f"/admin/posts/{rewritten.id}/revisions")
    assert len(first.html.css(".recent li")) == 20
    link = first.find(".turn a").attributes["href"]
    second = browser.get(link)
    assert second.texts(".recent li > a") == [
        "Version 5", "Version 4", "Version 3", "Version 2", "Version 1",
    ]  # fmt: skip
    assert not second.html.css(".turn a")


def test_a_post_without_versions_says_what_will_come(
    sign_in: Callable[..., Reader], post: Post
) -> None:
    answer = sign_in("owner").get(f"/admin/posts/{post.id}/revisions")
    assert "next save" in answer.find(".empty").text()


def test_a_version_is_shown_beside_what_the_post_says_now(
    sign_in: Callable[..., Reader], rewritten: Post
) -> None:
    answer = sign_in("owner").get(f"/admin/posts/{rewritten.id}/revisions/1")
    assert answer.texts(".diff del") == ["taken out: first (end)"]
    assert answer.texts(".diff ins") == ["put in: third (end)"]


def test_two_versions_can_be_compared(sign_in: Callable[..., Reader], rewritten: Post) -> None:
    answer = sign_in("owner").get(f"/admin/posts/{rewritten.id}/revisions/1?against=2")
    assert answer.texts(".diff ins") == ["put in: second (end)"]


@pytest.mark.parametrize(
    "path", ["/9", "/1?against=9", "/1?against=x", "?below=x", "/1?against=99999999999999999999"]
)
@pytest.mark.sqlite
def test_a_version_that_never_was_is_missing(
    sign_in: Callable[..., Reader], rewritten: Post, path: str
) -> None:
    assert sign_in("owner").get(f"/admin/posts/{rewritten.id}/revisions{path}").status_code == 404


def test_a_version_comes_back_as_the_newest_and_nothing_is_lost(
    app: Flask, sign_in: Callable[..., Reader], reader: Reader, rewritten: Post
) -> None:
    browser = sign_in("owner")
    answer = browser.post(
        f"/admin/posts/{rewritten.id}/revisions/1/restoration",
        data={"version": str(rewritten.version)},
    )
    assert (answer.status_code, answer.location) == (
        303, f"/admin/posts/{rewritten.id}/edit?done=restored",
    )  # fmt: skip
    assert sources(app, rewritten) == [*TEXTS, TEXTS[0]]
    assert current(app, rewritten).version == 4
    assert TEXTS[0] in reader.get(str(rewritten.path)).find(".prose").text()
    with app.app_context():
        actions = list(db.session.scalars(select(AuditLine.action)))
    assert "post.revert" in actions


def test_title_and_format_come_back_with_the_text(
    app: Flask, sign_in: Callable[..., Reader], rewritten: Post, owner: User
) -> None:
    resave(app, rewritten, owner, title="Renamed", source="<p>Now</p>", source_format="html")
    sign_in("owner").post(
        f"/admin/posts/{rewritten.id}/revisions/2/restoration", data={"version": "4"}
    )
    now = current(app, rewritten)
    assert (now.title, now.source, now.source_format) == ("Rewritten", TEXTS[1], "markdown")


def test_a_save_in_the_meantime_stops_it(
    app: Flask, sign_in: Callable[..., Reader], rewritten: Post, owner: User
) -> None:
    resave(app, rewritten, owner, source="Somebody was quicker.")
    answer = sign_in("owner").post(
        f"/admin/posts/{rewritten.id}/revisions/1/restoration",
        data={"version": str(rewritten.version)},
    )
    assert answer.status_code == 409
    assert "Nothing was changed" in answer.find("[role=alert]").text()
    assert "Somebody was quicker." in answer.find(".diff").text()
    assert answer.find("[name=version]").attributes["value"] == "4"
    assert current(app, rewritten).source == "Somebody was quicker."


def test_without_a_version_nothing_comes_back(
    app: Flask, sign_in: Callable[..., Reader], rewritten: Post
) -> None:
    answer = sign_in("owner").post(f"/admin/posts/{rewritten.id}/revisions/1/restoration")
    assert answer.status_code == 409
    assert sources(app, rewritten) == list(TEXTS)


def test_the_newest_version_offers_no_way_back(
    sign_in: Callable[..., Reader], rewritten: Post
) -> None:
    answer = sign_in("owner").get(f"/admin/posts/{rewritten.id}/revisions/3")
    assert not answer.html.css("[action$=restoration]")
    assert "the same" in answer.find(".empty").text()


def test_nobody_reads_the_versions_of_what_is_not_theirs(
    sign_in: Callable[..., Reader], rewritten: Post
) -> None:
    browser = sign_in("author")
    for path in ("", "/1"):
        address = f"/admin/posts/{rewritten.id}/revisions{path}"
        assert browser.get(address).status_code == 403
    assert browser.post(f"{address}/restoration", data={"version": "3"}).status_code == 403


def test_versions_of_another_post_are_missing(
    sign_in: Callable[..., Reader], rewritten: Post, post: Post
) -> None:
    assert sign_in("owner").get(f"/admin/posts/{post.id}/revisions/2").status_code == 404


def test_html_in_a_version_is_shown_as_text(
    app: Flask, sign_in: Callable[..., Reader], rewritten: Post, owner: User
) -> None:
    resave(app, rewritten, owner, title="<b>x</b>", source="<script>alert(1)</script>")
    answer = sign_in("owner").get(f"/admin/posts/{rewritten.id}/revisions/1")
    assert any("<script>alert(1)</script>" in text for text in answer.texts(".diff ins"))
    assert not answer.html.css(".diff script, .diff b")


def test_a_line_in_a_right_to_left_script_keeps_its_direction(
    app: Flask, sign_in: Callable[..., Reader], rewritten: Post, owner: User
) -> None:
    resave(app, rewritten, owner, source="שלום עולם")
    answer = sign_in("owner").get(f"/admin/posts/{rewritten.id}/revisions/1")
    assert answer.find(".diff .come").attributes["dir"] == "auto"
    # `auto` looks past what has a direction of its own: the hidden words must not decide.
    assert all(node.attributes.get("dir") for node in answer.html.css(".diff .hidden"))
