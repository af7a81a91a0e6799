"""The Nu HTML checker finds nothing on any page, the admin's too, hx- attributes aside."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from blog.account import session
from tests.stage.admin import admin_pages, config_of, token
from tests.stage.browsers import LiveBlog
from tests.stage.databases import closing_app

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / ".cache/proof/node_modules/vnu-jar/build/dist/vnu.jar"
ASIDE = re.compile(r"Attribute “hx-[\w:-]+” not allowed on element")


def test_the_html_checker_finds_nothing(sample_blog: LiveBlog, tmp_path: Path) -> None:
    hold_valid(
        {kind: fetch(sample_blog.url + at) for kind, at in sample_blog.kinds.items()}, tmp_path
    )


def test_the_html_checker_finds_nothing_where_people_write(
    sample_blog: LiveBlog, tmp_path: Path
) -> None:
    with closing_app(config_of(sample_blog)) as app:
        cookie = f"{session.COOKIE}={token(app, 'owner')}"
    pages = {path: fetch(sample_blog.url + path, cookie) for path in admin_pages(sample_blog)}
    assert len(pages) > 30
    for path in ("/account/sign-in", "/account/reset", "/account/invitation"):
        pages[path] = fetch(sample_blog.url + path)
    hold_valid(pages, tmp_path)


def hold_valid(pages: Mapping[str, bytes], folder: Path) -> None:
    """Hold that the checker has nothing to say about the pages, which it reads from the folder."""
    if not CHECKER.exists() or not shutil.which("java"):
        pytest.skip("no HTML checker: `make proof` fetches it")
    names = list(pages)
    for number, name in enumerate(names):
        (folder / f"{number:02}.html").write_bytes(pages[name])
    faults = {
        f"{names[int(Path(told['url']).stem)]}: {told['message']} — {told.get('extract')}"
        for told in check(folder)
        if not ASIDE.match(told["message"])
    }
    assert not faults, "\n".join(sorted(faults))


def check(folder: Path) -> list[dict[str, Any]]:
    """Every error and warning that the checker has about the files of a folder."""
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    found: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return found


def fetch(url: str, cookie: str = "") -> bytes:
    try:
        with urlopen(Request(url, headers={"Cookie": cookie}), timeout=30) as answer:
            body: bytes = answer.read()
    except HTTPError as missing:
        body = missing.read()
    return body
