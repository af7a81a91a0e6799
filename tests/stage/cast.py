"""The cast: readers, those who write, a post and a draft; and makers of more of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import pytest
from flask import Flask, g
from sqlalchemy.orm import make_transient

from blog.account import session
from blog.comments.actions import add_comment
from blog.comments.models import Comment
from blog.db import Base, db, now, writing
from blog.media.models import Media
from blog.people.actions import add_author
from blog.people.models import User
from blog.posts import actions, placing
from blog.posts.models import Post
from blog.site.actions import change_setting as change
from tests.stage.reader import Reader

Row = TypeVar("Row", bound=Base)


@pytest.fixture
def reader(app: Flask) -> Reader:
    """A reader's browser; it checks every answer it gets. `reader.htmx` asks as htmx does."""
    return Reader(app, app.response_class)


@pytest.fixture
def commenter(app: Flask) -> Reader:
    """Another browser, for somebody who comments."""
    return Reader(app, app.response_class)


@pytest.fixture
def stranger(app: Flask) -> Reader:
    """A browser that has nothing to do with the others."""
    return Reader(app, app.response_class)


@pytest.fixture
def author(app: Flask) -> User:
    """Ada, who writes."""
    return _person(app, "Ada Author", "author")


@pytest.fixture
def owner(app: Flask) -> User:
    """Olga, who owns the blog."""
    return _person(app, "Olga Owner", "owner")


@pytest.fixture
def post(make_post: Callable[..., Post]) -> Post:
    """A published post."""
    return make_post(title="A post")


@pytest.fixture
def draft(make_post: Callable[..., Post]) -> Post:
    """A post that nobody may see yet, though it has an address."""
    return make_post(title="A draft", status="draft", path="/2025/01/a-draft.html")


@pytest.fixture
def page(make_post: Callable[..., Post]) -> Post:
    """A published page outside the stream."""
    return make_post(title="About us", kind="page")


@pytest.fixture
def make_post(app: Flask) -> Callable[..., Post]:
    """Makes posts as the program does; a later one is newer unless `published_at` says else.

    `status` is published, draft or trashed (once public); a `published_at` ahead schedules it.
    Other columns go by name. The post comes back detached: read from it, change rows by actions.
    """
    numbers = count(1)

    def make(
        title: str | None = None,
        source: str = "Some text that somebody wrote.",
        *,
        status: str = "published",
        published_at: datetime | None = None,
        path: str | None = None,
        labels: Iterable[str] = (),
        author: User | None = None,
        **columns: Any,
    ) -> Post:
        number = next(numbers)
        moment = published_at or now() - timedelta(days=2) + timedelta(minutes=number)
        with app.app_context(), writing():
            made = Post(title=f"Post {number}" if title is None else title, source=source)
            for name, value in columns.items():
                setattr(made, name, value)
            made.author_id = author.id if author else made.author_id
            made.created_at = made.updated_at = min(moment, now())
            db.session.add(made)
            db.session.flush()
            actions.render(made)
            if path:
                placing.place(made, path)
            if status != "draft":
                actions.publish(made, moment)
            actions.label(made, labels)
            if status == "trashed":
                actions.trash(made)
            return _detached(made)

    return make


@pytest.fixture
def make_comment(app: Flask) -> Callable[..., Comment]:
    """Makes comments as the program does; a later one is newer unless `created_at` says else.

    Other wishes are those of `add_comment`. The comment comes back detached.
    """
    numbers = count(1)

    def make(
        post: Post,
        source: str | None = None,
        *,
        parent: Comment | None = None,
        name: str = "Clara Commenter",
        **wishes: Any,
    ) -> Comment:
        number = next(numbers)
        wishes.setdefault("created_at", now() - timedelta(days=1) + timedelta(minutes=number))
        with app.app_context(), writing():
            made = add_comment(
                db.session.get_one(Post, post.id),
                parent=db.session.get_one(Comment, parent.id) if parent else None,
                name=name,
                source=f"Comment {number}." if source is None else source,
                **wishes,
            )
            db.session.flush()
            return _detached(made)

    return make


@pytest.fixture
def make_picture(app: Flask) -> Callable[..., Media]:
    """Makes rows of pictures whose files are not there: for tests that look at none."""
    numbers = count(1)

    def make(who: User | None = None, **columns: Any) -> Media:
        row: dict[str, Any] = {"type": "image/webp", "bytes": 1, "width": 1, "height": 1}
        row |= {"name": f"{next(numbers):032x}.webp", "user_id": who.id if who else None}
        with app.app_context(), writing():
            made = Media(**row | columns)
            db.session.add(made)
            return _detached(made)

    return make


@pytest.fixture
def change_setting(app: Flask) -> Callable[[str, object], None]:
    """Sets one of the owner's settings."""

    def set_it(name: str, value: object) -> None:
        with app.app_context(), writing():
            change(name, value)

    return set_it


@pytest.fixture
def everyone_at_once(change_setting: Callable[[str, object], None]) -> None:
    """Comments are shown before anybody has read them, also by people who are new."""
    change_setting("comments_hold", [])


@pytest.fixture
def sign_in(app: Flask) -> Callable[[User | str], Reader]:
    """Opens a browser in which that person, or a new one of that role, is signed in.

    The browser is a reader's, `who` is the person. Forms it posts carry the token unasked.
    """

    def open_browser(who: User | str) -> Reader:
        if isinstance(who, str):
            who = _person(app, f"{who.title()} of the blog", who)
        browser = Reader(app, app.response_class)
        with app.test_request_context(), writing():
            row = db.session.get_one(User, who.id)
            row.password_hash = row.password_hash or NO_PASSWORD
            session.begin(row)
            name, token = session.cookie_name(), g.login_token
        browser.set_cookie(name, token)
        with app.test_request_context(headers={"Cookie": f"{name}={token}"}):
            browser.form_token, browser.who = session.form_token(), who
        return browser

    return open_browser


# A hash that no password has: such a person is signed in by the test alone.
NO_PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A" * 43


def _person(app: Flask, name: str, role: str) -> User:
    with app.app_context(), writing():
        person = add_author(name)
        person.role = role
        db.session.flush()
        return _detached(person)


def _detached(row: Row) -> Row:
    """The row with all its columns read, usable after its session is gone."""
    db.session.flush()
    db.session.refresh(row)
    db.session.expunge(row)
    make_transient(row)
    return row
