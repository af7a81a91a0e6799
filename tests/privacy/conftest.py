"""A blog that sends letters, and the link that one of them brings to all of somebody's comments."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.db import db
from blog.privacy.links import link_for
from tests.stage.reader import Answer, Reader
from tests.subscriptions.conftest import HOST, app, listen, post_office, postman, wish

__all__ = ["app", "listen", "post_office", "postman", "wish"]

CLARA = "clara@example.org"
Work = Callable[[], list[EmailMessage]]


@pytest.fixture
def link(app: Flask) -> str:
    """The path of the page with all comments of Clara."""
    with app.app_context():
        return link_for(CLARA).removeprefix("https://blog.example.org")


def get(browser: Reader, path: str) -> Answer:
    return browser.get(path, headers=HOST)


def post_to(browser: Reader, path: str, **fields: str) -> Answer:
    return browser.post(path, data=fields, headers=HOST)


def left(app: Flask) -> dict[int, Comment]:
    """The rows of all comments that are left, by number."""
    with app.app_context():
        return {comment.id: comment for comment in db.session.query(Comment)}
