"""What the tests of the editor share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.db import db
from blog.posts.models import Post


@pytest.fixture
def stored(app: Flask) -> Callable[[int], Post]:
    """Reads a post as it stands."""

    def read(post_id: int) -> Post:
        with app.app_context():
            found = db.session.get_one(Post, post_id)
            db.session.expunge(found)
            return found

    return read
