"""The operator does for commenters what they could do by the link, and what no link can."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.config import Config
from blog.posts.models import Post
from tests.privacy.conftest import CLARA, left
from tests.stage import commands

pytestmark = pytest.mark.sqlite
Make = Callable[..., Comment]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def comments(config: Config) -> Run:
    """Runs `blog comments` on the blog of the test."""

    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        folder = config.data_dir
        environment = {"PATH": os.environ["PATH"], "BLOG_DATA_DIR": str(folder)}
        done = commands.run(("comments", *arguments), environment, folder, typed)
        assert "Traceback" not in done.stderr
        return done

    return run


def test_export_prints_all_that_somebody_wrote(
    app: Flask, post: Post, make_comment: Make, comments: Run
) -> None:
    make_comment(post, "Grüße.", email=CLARA)
    make_comment(post, "Another's.", email="dora@example.org")
    told = json.loads(comments("export", "Clara@Example.org").stdout)
    assert [comment["text"] for comment in told["comments"]] == ["Grüße."]


def test_erase_asks_first_and_says_how_many(
    app: Flask, post: Post, make_comment: Make, comments: Run
) -> None:
    for _ in range(2):
        make_comment(post, email=CLARA)
    assert comments("erase", CLARA, typed="n\n").returncode == 1
    assert len(left(app)) == 2
    done = comments("erase", CLARA, typed="y\n")
    assert "Erase 2 comments for good?" in done.stdout
    assert "Erased 2 comments" in done.stdout
    assert left(app) == {}
    assert comments("erase", CLARA).returncode == 0


def test_a_comment_without_an_address_is_erased_by_its_number(
    app: Flask, post: Post, make_comment: Make, comments: Run
) -> None:
    one, other = make_comment(post, name="Nameless"), make_comment(post)
    assert comments("erase", "--id", str(one.id), "--yes").returncode == 0
    assert set(left(app)) == {other.id}
    assert comments("erase", "--id", "999", "--yes").returncode == 2


def test_erase_wants_to_know_what(app: Flask, comments: Run) -> None:
    assert comments("erase").returncode == 2
    assert comments("erase", CLARA, "--id", "1").returncode == 2
    assert comments("erase", "", "--yes").returncode == 0
