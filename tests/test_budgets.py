"""What a first view may weigh, and how many others' packages the program may lean on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from blog.comments.models import Comment
from blog.posts.models import Post
from tests.stage.reader import Reader

ROOT = Path(__file__).resolve().parent.parent
FIRST_ROUND_TRIP = 14 * 1024
WORDS = (
    "The fold comes first and the cut after, or so my grandfather said, and he had nine fingers. "
    "We still have his bone folder; number {n} in a row of knives, and the only one that is warm."
)


@pytest.mark.sqlite
def test_a_post_with_fifty_comments_fits_the_first_round_trip(
    reader: Reader, make_post: Callable[..., Post], make_comment: Callable[..., Comment]
) -> None:
    post = make_post(source="\n\n".join(WORDS.format(n=n) for n in range(5)), labels=["Paper"])
    for number in range(50):
        make_comment(post, f"{number} {WORDS[number : number + 90]}", name=f"Reader {number}")
    address = str(post.path)
    sheets = [str(s.attributes["href"]) for s in reader.get(address).html.css("[rel=stylesheet]")]
    answers = [reader.get(a, headers={"Accept-Encoding": "br"}) for a in (address, *sheets)]
    assert all(a.headers["Content-Encoding"] == "br" for a in answers[:2])
    assert sum(len(answer.data) for answer in answers) <= FIRST_ROUND_TRIP


def test_style_and_scripts_stay_small() -> None:
    style = (ROOT / "static/css/reader.css").read_bytes()
    assert len(brotli.compress(style)) <= 8 * 1024
    style = (ROOT / "static/css/admin.css").read_bytes()
    assert len(brotli.compress(style)) <= 8 * 1024
    everybody = {"announce.js", "news.js", "view.js"}
    for names, most in ((everybody, 3), (all_scripts() - everybody, 12)):
        scripts = b"".join((ROOT / "static/js" / name).read_bytes() for name in sorted(names))
        assert len(brotli.compress(scripts)) <= most * 1024


def test_readers_get_only_the_scripts_that_are_for_everybody() -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        if file.relative_to(ROOT / "templates").parts[0] not in ("admin", "account"):
            found = set(re.findall(r"js/(\w+\.js)", file.read_text()))
            assert found <= {"announce.js", "news.js", "view.js"}, f"{file.name}: {found}"


def test_at_most_thirty_packages_are_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert len(project["dependencies"]) <= 30


def test_no_lock_names_where_packages_come_from() -> None:
    for file in ROOT.glob("requirements*.lock"):
        assert "://" not in file.read_text()


def all_scripts() -> set[str]:
    return {file.name for file in (ROOT / "static/js").glob("*.js")}
