"""Nobody approves words unread: a writer may change a comment while a moderator reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.posts.models import Post
from tests.admin.comments.test_acts import press
from tests.stage.reader import Answer, Reader

ROOM = "/admin/comments/"
HARMLESS, OTHER = "A harmless question.", "Something else altogether."
SignIn = Callable[..., Reader]


@pytest.fixture
def address(commenter: Reader, post: Post) -> str:
    """Of a comment that waits, of somebody who can still change it."""
    commenter.post(f"/comments/{post.id}", data={"name": "Rita", "text": HARMLESS})
    return f"/comments/{post.id}/1"


def rewrite(commenter: Reader, address: str, text: str = OTHER) -> None:
    assert commenter.post(f"{address}/edit", data={"text": text}).status_code == 303


def state(app: Flask) -> tuple[str, bool]:
    with app.app_context():
        comment = db.session.get_one(Comment, 1)
        return comment.state, comment.is_trusted


@pytest.mark.parametrize("key", ["a", "t"])
@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_changed_meanwhile_is_shown_again_and_not_approved(
    app: Flask, sign_in: SignIn, commenter: Reader, address: str, key: str, htmx: bool
) -> None:
    owner = sign_in("owner")
    page = owner.get(ROOM)
    rewrite(commenter, address)
    answer = press(owner.htmx if htmx else owner, page, f".buttons [data-key={key}]")
    assert state(app) == ("pending", False)
    page = answer if htmx else owner.get(answer.location)
    assert "Its writer changed this comment just now" in page.text
    assert OTHER in page.text
    press(owner, page, f".buttons [data-key={key}]")
    assert state(app) == ("approved", key == "t")


def test_what_is_taken_down_need_not_be_read_again(
    app: Flask, sign_in: SignIn, commenter: Reader, address: str
) -> None:
    owner = sign_in("owner")
    page = owner.get(ROOM)
    rewrite(commenter, address)
    press(owner, page, ".buttons [data-key=s]")
    assert state(app) == ("spam", False)


@pytest.mark.parametrize("htmx", [False, True])
def test_undoing_brings_back_no_words_that_were_changed_meanwhile(
    app: Flask, sign_in: SignIn, commenter: Reader, address: str, htmx: bool
) -> None:
    owner = sign_in("owner")
    rewrite(commenter, address)
    press(owner, owner.get(ROOM), ".buttons [data-key=a]")
    undo = {"done": "spam", "undo": "1.approved"}
    owner.post(f"{ROOM}1/spam")
    owner.post(f"{ROOM}restoration", data=undo)
    assert state(app) == ("approved", False)
    owner.post(f"{ROOM}1/spam")
    rewrite(commenter, address, "And another thing.")
    browser = owner.htmx if htmx else owner
    answer = browser.post(f"{ROOM}restoration?state=spam", data=undo)
    assert state(app) == ("spam", False)
    page = answer if htmx else owner.get(answer.location)
    assert "Its writer changed this comment just now" in page.text
    assert "And another thing." in page.text


def test_trust_is_taken_from_who_changed_what_readers_see(
    app: Flask, sign_in: SignIn, commenter: Reader, address: str
) -> None:
    owner = sign_in("owner")
    owner.post(f"{ROOM}1/trust")
    with app.app_context(), writing():
        comment = db.session.get_one(Comment, 1)
        comment.edited_at = comment.updated_at = now()
    owner.post(f"{ROOM}restoration", data={"done": "trusted", "undo": "1.approved"})
    assert state(app) == ("approved", False)


def test_of_several_those_that_were_changed_stay(
    app: Flask,
    sign_in: SignIn,
    commenter: Reader,
    address: str,
    post: Post,
    make_comment: Callable[..., Comment],
) -> None:
    other, owner = make_comment(post, state="pending"), sign_in("owner")
    page = owner.get(ROOM)
    rewrite(commenter, address)
    answer = tick_all(owner, page)
    assert "done=approved" in answer.location
    assert state(app) == ("pending", False)
    with app.app_context():
        assert db.session.get_one(Comment, other.id).state == "approved"
    page = owner.get(ROOM)
    rewrite(commenter, address, "And another thing.")
    page = owner.get(tick_all(owner, page).location)
    assert "Its writer changed this comment just now" in page.text
    tick_all(owner, page)
    assert state(app) == ("approved", False)


def tick_all(owner: Reader, page: Answer) -> Answer:
    """Send the form above the queue with everything ticked."""
    ticked = page.html.css("[form=selection]")
    fields: dict[str, list[str | None]] = {"state": ["approved"]}
    for field in ticked:
        fields.setdefault(str(field.attributes["name"]), []).append(field.attributes["value"])
    return owner.post(f"{ROOM}selection", data=fields)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_reply_approves_nothing_unread(
    app: Flask, sign_in: SignIn, commenter: Reader, address: str, htmx: bool
) -> None:
    owner = sign_in("owner")
    link = owner.get(ROOM).find("[data-key=r]").attributes["href"]
    rewrite(commenter, address)
    form = owner.get(link).find("form.reply")
    (field,) = form.css("[name=seen]")
    seen = field.attributes["value"]
    browser = owner.htmx if htmx else owner
    answer = browser.post(form.attributes["action"], data={"text": "Yes.", "seen": seen})
    assert answer.status_code == 422
    assert "Its writer changed this comment just now" in answer.text
    assert state(app) == ("pending", False)
    if not htmx:
        assert OTHER in answer.text
        seen = answer.find("[name=seen]").attributes["value"]
        done = owner.post(form.attributes["action"], data={"text": "Yes.", "seen": seen})
        assert done.status_code == 303
        assert state(app) == ("approved", False)
