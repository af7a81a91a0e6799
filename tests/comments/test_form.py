"""The form as its writer finds it: signed in, remembered, or a stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event

from blog.comments.models import Comment
from blog.comments.own import COOKIE, LONGEST_COOKIE
from blog.db import db
from blog.people.models import User
from blog.posts.models import Post
from blog.subscriptions.models import Subscription
from tests.stage.reader import Answer, Reader

ASKED = {"name": "Ann", "email": "ann@example.org", "website": "https://ann.example"}


def send(client: Reader, post: Post, text: str = "A word", **fields: str) -> Answer:
    return client.post(f"/comments/{post.id}", data={"name": "Ann", "text": text} | fields)


def comments(app: Flask) -> list[Comment]:
    with app.app_context():
        return list(db.session.query(Comment).order_by(Comment.id))


def values(page: Answer) -> dict[str, str]:
    """What stands in the fields for a person, and whether to remember them."""
    fields = [page.find(f"#comment-form [name={name}]") for name in ASKED]
    found = {
        name: field.attributes["value"] or "" for name, field in zip(ASKED, fields, strict=True)
    }
    is_kept = "checked" in page.find("#comment-form [name=remember]").attributes
    return found | {"remember": str(is_kept)}


def test_whoever_is_signed_in_writes_under_their_own_name(
    app: Flask, sign_in: Callable[..., Reader], author: User, post: Post
) -> None:
    ada = sign_in(author)
    page = ada.get(post.path)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.texts("#comment-form .who") == ["Writing as Ada Author Signed in"]
    for name in (*ASKED, "remember", "notify", "subject"):
        assert not page.html.css(f"#comment-form [name={name}]")
    answer = send(ada, post, "From the author", name="Somebody else", email="x@example.org")
    assert answer.status_code == 303
    assert COOKIE not in answer.headers.get("Set-Cookie", "")
    (made,) = comments(app)
    assert (made.state, made.user_id, made.author_name) == ("approved", author.id, "Ada Author")
    assert made.author_email == ""


@pytest.mark.sqlite
@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_form_that_was_open_too_long_comes_back_with_its_text(
    app: Flask, sign_in: Callable[..., Reader], author: User, post: Post, token: str
) -> None:
    ada = sign_in(author)
    answer = send(ada, post, "Not lost", csrf_token=token)
    assert answer.status_code == 422
    assert answer.texts("#comment-form .error") == [
        "This form was open for too long. Please send it again."
    ]
    assert answer.find("textarea").text().strip() == "Not lost"
    assert answer.find("[name=csrf_token]").attributes["value"] == ada.form_token
    assert comments(app) == []


@pytest.mark.sqlite
def test_readers_get_the_same_bytes_and_no_login_is_looked_up(
    app: Flask, reader: Reader, stranger: Reader, sign_in: Callable[..., Reader], post: Post
) -> None:
    sign_in("owner").get(post.path)
    with asked(app) as statements:
        page = reader.get(post.path)
    assert page.data == stranger.get(post.path).data
    assert page.headers["Cache-Control"].startswith("public")
    assert not [statement for statement in statements if "login" in statement]


@pytest.mark.sqlite
def test_a_browser_remembers_a_name_only_if_it_is_asked_to(commenter: Reader, post: Post) -> None:
    send(commenter, post, "One", **ASKED)
    assert values(commenter.get(post.path)) == dict.fromkeys(ASKED, "") | {"remember": "False"}
    send(commenter, post, "Two", **ASKED, remember="y")
    page = commenter.get(post.path)
    assert values(page) == ASKED | {"remember": "True"}
    assert "open" in page.find("#comment-form details").attributes
    assert page.headers["Cache-Control"] == "private, no-store"
    send(commenter, post, "Three", **ASKED)
    assert values(commenter.get(post.path)) == dict.fromkeys(ASKED, "") | {"remember": "False"}


@pytest.mark.sqlite
def test_a_form_that_is_refused_remembers_nothing(commenter: Reader, post: Post) -> None:
    answer = send(commenter, post, "", remember="y")
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers


@pytest.mark.sqlite
def test_the_cookie_fits_into_a_browser_whatever_it_should_remember(
    commenter: Reader, post: Post
) -> None:
    letters = "".join(chr(0x1F300 + number) for number in range(100))
    site = "https://example.org/" + "".join(chr(0x4E00 + number * 7) for number in range(440))
    email = "".join(chr(0x4E00 + number * 11) for number in range(200)) + "@example.org"
    answer = send(commenter, post, "Long", name=letters, email=email, website=site, remember="y")
    assert answer.status_code == 303
    assert len(answer.headers["Set-Cookie"]) <= LONGEST_COOKIE + 200
    assert len(commenter.get(post.path).texts(".yours")) == 1, "the comments are known all the same"


@pytest.mark.sqlite
def test_a_cookie_of_the_last_release_is_still_read(
    app: Flask, commenter: Reader, post: Post, make_comment: Callable[..., Comment]
) -> None:
    from blog.comments import own

    made = make_comment(post)
    with app.app_context():
        commenter.set_cookie(COOKIE, str(own._signer().dumps((made.id,))))
    assert commenter.get(post.path).texts(".badge") == ["You"]


@pytest.mark.sqlite
def test_letters_are_offered_only_where_there_is_a_mail_server(
    app: Flask, reader: Reader, post: Post
) -> None:
    assert not reader.get(post.path).html.css("[name=notify]")
    with_mail(app)
    assert reader.get(post.path).html.css("[name=notify]")


def test_a_wish_for_letters_is_kept_with_the_comment(
    app: Flask, commenter: Reader, post: Post
) -> None:
    with_mail(app)
    refused = send(commenter, post, notify="y")
    assert refused.status_code == 422
    assert refused.texts("#comment-email-error") == ["Please say where the mail should go."]
    assert "open" in refused.find("#comment-form details").attributes
    assert "checked" in refused.find("[name=notify]").attributes
    assert send(commenter, post, notify="y", email="ann@example.org").status_code == 303
    assert send(commenter, post, "Another", email="ann@example.org").status_code == 303
    first = comments(app)[0]
    with app.app_context():
        (wish,) = db.session.query(Subscription).all()
        assert (wish.email, wish.comment_id) == ("ann@example.org", first.id)
        assert wish.network_key == first.network_key


@pytest.mark.sqlite
def test_a_database_that_fails_gives_the_form_back_to_whoever_is_signed_in(
    app: Flask, sign_in: Callable[..., Reader], author: User, post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from sqlalchemy.exc import OperationalError

    def fail(*args: object) -> None:
        raise OperationalError("x", {}, Exception("gone"))

    ada = sign_in(author)
    monkeypatch.setattr("blog.account.session.login_by_hash", lambda *a, **k: fail())
    answer = send(ada, post, "Not lost")
    assert answer.status_code == 503
    assert answer.find("textarea").text().strip() == "Not lost"


def with_mail(app: Flask) -> None:
    app.config["BLOG"] = replace(
        app.config["BLOG"], smtp_url="smtp://mail.invalid", mail_from="blog@example.org"
    )


@contextmanager
def asked(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    found: list[str] = []

    def note(*args: object) -> None:
        found.append(str(args[2]).lower())

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)
