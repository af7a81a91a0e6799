"""A blog that has a mail server, and people who want to hear of comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from blog.config import Config
from blog.db import db, writing
from blog.notices.models import Notice
from blog.people.models import User
from tests.mail.postmen import Postman, listening
from tests.stage.cast import NO_PASSWORD


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def config(config: Config, postman: Postman) -> Iterator[Config]:
    with listening(postman) as port:
        address = f"smtp://127.0.0.1:{port}"
        yield replace(config, smtp_url=address, mail_from="blog@example.org")


@pytest.fixture
def hire(app: Flask) -> Callable[..., None]:
    """Lets a person sign in and be written to, with whatever else is wished of the row."""

    def change(person: User, **columns: object) -> None:
        wishes = {"email": f"{person.slug}@example.org", "password_hash": NO_PASSWORD} | columns
        with app.app_context(), writing():
            row = db.session.get_one(User, person.id)
            for name, value in wishes.items():
                setattr(row, name, value)

    return change


def noted(app: Flask) -> set[tuple[int, int]]:
    """(person, comment) of whatever is still to be told."""
    with app.app_context():
        return {(row.user_id, row.comment_id) for row in db.session.query(Notice)}
