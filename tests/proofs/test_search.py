"""Ten thousand strings that nobody types on purpose; `test_searching` asks SQLite as many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.posts.models import Post
from tests.search.questions import TEXTS
from tests.search.test_questions import refused

pytestmark = [pytest.mark.proof, pytest.mark.postgresql]


def test_ten_thousand_strings_are_no_error(app: Flask, make_post: Callable[..., Post]) -> None:
    for title, text, labels in TEXTS.values():
        make_post(title, text, labels=labels)
    assert refused(app, 10_000) == []
