"""A link in a letter opens one comment; only a button decides, in the name of whom it was for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from blog.audit.models import AuditLine
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.notices.links import LASTS, address_of, token_of
from blog.people.models import User
from blog.posts.models import Post
from blog.queue.models import Task
from tests.stage.cast import _person as person
from tests.stage.reader import Reader

Hire = Callable[..., None]
Make = Callable[..., Comment]
Link = Callable[..., str]


@pytest.fixture
def link(app: Flask) -> Link:
    """The path of a person's link to a comment, issued now unless it is said when."""

    def make(who: User, comment: Comment, age: timedelta = timedelta()) -> str:
        with app.app_context():
            row = db.session.get_one(User, who.id)
            return f"/moderation/{token_of(row, comment.id, now() - age)}"

    return make


@pytest.fixture
def waiting(owner: User, post: Post, hire: Hire, make_comment: Make) -> Comment:
    hire(owner)
    return make_comment(
        post, "Is *this* true?", state="pending", email="clara@example.org",
        verdict="pending", reasons=[{"why": "first"}],
    )  # fmt: skip


def state_of(app: Flask, comment: Comment) -> str:
    with app.app_context():
        return db.session.get_one(Comment, comment.id).state


def test_the_page_shows_the_comment_and_why_it_waits(
    stranger: Reader, owner: User, waiting: Comment, link: Link
) -> None:
    page = stranger.get(link(owner, waiting))
    assert page.status_code == 200
    text = page.find("main").text()
    for words in (
        "This comment waits",
        "Clara Commenter",
        "clara@example.org",
        "A post",
        "No comment by this person was approved before.",
        "You decide as Olga Owner.",
    ):
        assert words in text
    assert page.find(".body em").text() == "this"
    labels = [button.text() for button in page.html.css("main button")]
    assert labels == ["Approve", "Spam", "Delete"]


def test_no_cache_and_no_search_engine_keeps_it(
    stranger: Reader, owner: User, waiting: Comment, link: Link
) -> None:
    page = stranger.get(link(owner, waiting))
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in page.headers
    assert page.find("meta[name=robots]").attributes["content"] == "noindex"
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_looking_changes_nothing(
    app: Flask, stranger: Reader, owner: User, waiting: Comment, link: Link
) -> None:
    address = link(owner, waiting)
    for _ in range(3):
        stranger.get(address)
        stranger.get(f"{address}?from=approved")
        stranger.open(address, method="HEAD")
        for noun in ("approval", "spam", "deletion", "holding"):
            assert stranger.get(f"{address}/{noun}").status_code in (404, 405)
    assert state_of(app, waiting) == "pending"
    with app.app_context():
        assert db.session.query(AuditLine).count() == 0


@pytest.mark.parametrize(
    ("noun", "state", "told", "act"),
    [
        ("approval", "approved", "This comment is published", "comment.approve"),
        ("spam", "spam", "This comment is marked as spam", "comment.spam"),
        ("deletion", "deleted", "This comment is deleted", "comment.delete"),
    ],
)
def test_a_button_decides_in_that_persons_name_and_can_be_undone(
    app: Flask, stranger: Reader, owner: User, waiting: Comment, link: Link,
    noun: str, state: str, told: str, act: str,
) -> None:  # fmt: skip
    address = link(owner, waiting)
    answer = stranger.post(f"{address}/{noun}")
    assert (answer.status_code, answer.location) == (303, f"{address}?from=pending")
    assert state_of(app, waiting) == state
    page = stranger.get(answer.location)
    assert page.find("h1").text().strip() == told
    (undo,) = page.html.css("main form")
    assert undo.attributes["action"] == f"{address}/holding"
    hidden = {
        str(field.attributes["name"]): field.attributes["value"] for field in undo.css("input")
    }
    answer = stranger.post(f"{address}/holding", data=hidden)
    assert state_of(app, waiting) == "pending"
    labels = [button.text() for button in stranger.get(answer.location).html.css("main button")]
    assert labels == ["Approve", "Spam", "Delete"]
    with app.app_context():
        lines = db.session.query(AuditLine).order_by(AuditLine.id)
        assert [(line.action, line.name) for line in lines] == [
            (act, "Olga Owner"),
            ("comment.hold", "Olga Owner"),
        ]
        assert db.session.query(Task).filter_by(kind="lesson").count() == 2


def test_a_button_approves_no_words_that_were_changed_after_they_were_read(
    app: Flask, stranger: Reader, owner: User, waiting: Comment, link: Link
) -> None:
    address = link(owner, waiting)
    page = stranger.get(address)
    with app.app_context(), writing():
        db.session.get_one(Comment, waiting.id).edited_at = now()
    seen = page.find("[action$=approval] [name=seen]").attributes["value"]
    answer = stranger.post(f"{address}/approval", data={"seen": seen})
    assert state_of(app, waiting) == "pending"
    page = stranger.get(answer.location)
    assert "Its writer changed this comment just now" in page.find("[role=alert]").text()
    seen = page.find("[action$=approval] [name=seen]").attributes["value"]
    stranger.post(f"{address}/approval", data={"seen": seen})
    assert state_of(app, waiting) == "approved"


def test_readers_see_it_as_soon_as_it_is_approved(
    stranger: Reader, reader: Reader, owner: User, post: Post, waiting: Comment, link: Link
) -> None:
    assert "Is this true?" not in reader.get(str(post.path)).text
    stranger.post(f"{link(owner, waiting)}/approval")
    assert "Clara Commenter" in reader.get(str(post.path)).text


def test_what_another_moderator_decided_is_told(
    app: Flask, stranger: Reader, owner: User, waiting: Comment, link: Link
) -> None:
    address = link(owner, waiting)
    stranger.post(f"{address}/spam")
    answer = stranger.post(f"{address}/spam")
    assert answer.location == f"{address}?from=spam"
    page = stranger.get(answer.location)
    labels = [button.text() for button in page.html.css("main button")]
    assert labels == ["Approve", "Delete"]
    assert state_of(app, waiting) == "spam"


@pytest.mark.parametrize(
    "columns",
    [
        {"password_hash": "$argon2id$another"},
        {"disabled_at": now()},
        {"role": "contributor"},
        {"role": "editor"},
        {"email": "new@example.org"},
    ],
)
def test_a_link_dies_with_what_it_was_made_for(
    app: Flask, stranger: Reader, owner: User, waiting: Comment, link: Link, hire: Hire,
    columns: dict[str, object],
) -> None:  # fmt: skip
    address = link(owner, waiting)
    hire(owner, **columns)
    assert stranger.get(address).status_code == 410
    answer = stranger.post(f"{address}/approval")
    assert answer.status_code == 410
    assert answer.find("main a.button").attributes["href"] == "/admin/comments/"
    assert state_of(app, waiting) == "pending"


def test_a_link_is_good_for_a_week(
    app: Flask, stranger: Reader, owner: User, waiting: Comment, link: Link
) -> None:
    fresh = link(owner, waiting, LASTS - timedelta(minutes=1))
    assert stranger.get(fresh).status_code == 200
    old = link(owner, waiting, LASTS)
    assert stranger.get(old).status_code == 410
    assert stranger.post(f"{old}/deletion").status_code == 410
    assert state_of(app, waiting) == "pending"


def test_a_forged_link_opens_nothing(
    stranger: Reader, owner: User, waiting: Comment, link: Link
) -> None:
    address = link(owner, waiting)
    for wrong in (address[:-1], address + "x", "/moderation/x", "/moderation/a.b.c",
                  address.replace("/moderation/", "/moderation/x")):  # fmt: skip
        page = stranger.get(wrong)
        assert page.status_code == 404
        assert "Sign in and see what waits" in page.text
        assert stranger.post(f"{wrong}/approval").status_code == 404


def test_an_authors_link_reaches_no_further_than_the_author(
    app: Flask, stranger: Reader, author: User, post: Post, make_post: Callable[..., Post],
    hire: Hire, make_comment: Make, link: Link,
) -> None:  # fmt: skip
    hire(author)
    own = make_comment(make_post(author=author), state="pending")
    foreign = make_comment(post, state="pending")
    assert stranger.get(link(author, own)).status_code == 200
    assert stranger.get(link(author, foreign)).status_code == 410
    assert stranger.post(f"{link(author, foreign)}/approval").status_code == 410
    assert state_of(app, foreign) == "pending"


def test_another_site_cannot_press_the_button(
    app: Flask, stranger: Reader, owner: User, waiting: Comment, link: Link
) -> None:
    address = link(owner, waiting)
    for site in ("cross-site", "same-site", "none"):
        answer = stranger.post(f"{address}/approval", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert state_of(app, waiting) == "pending"


def test_what_a_stranger_typed_runs_nowhere(
    stranger: Reader, owner: User, post: Post, hire: Hire, make_comment: Make, link: Link
) -> None:
    hire(owner)
    bad = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    made = make_comment(post, bad, name=bad, state="pending", url="javascript:alert(1)")
    page = stranger.get(link(owner, made))
    assert page.status_code == 200
    assert not page.html.css("script:not([src]), [onerror]")
    assert "javascript:" not in page.text


@pytest.mark.sqlite
def test_the_address_is_the_configured_one(app: Flask, owner: User, waiting: Comment) -> None:
    with app.app_context():
        row = db.session.get_one(User, owner.id)
        made = address_of(row, waiting.id, now())
    assert made.startswith(f"{app.config['BLOG'].base_url}/moderation/")


def test_somebody_elses_link_is_not_read_as_mine(
    app: Flask, stranger: Reader, owner: User, waiting: Comment, hire: Hire, link: Link
) -> None:
    editor = person(app, "Eve Editor", "editor")
    hire(editor)
    stranger.post(f"{link(editor, waiting)}/approval")
    with app.app_context():
        assert [line.name for line in db.session.query(AuditLine)] == ["Eve Editor"]
