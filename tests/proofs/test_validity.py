"""The Nu HTML checker finds nothing on any kind of page of the sample, hx- attributes aside."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.stage.browsers import LiveBlog

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / ".cache/proof/node_modules/vnu-jar/build/dist/vnu.jar"
ASIDE = re.compile(r"Attribute “hx-[\w:-]+” not allowed on element")


def test_the_html_checker_finds_nothing(sample_blog: LiveBlog, tmp_path: Path) -> None:
    if not CHECKER.exists() or not shutil.which("java"):
        pytest.skip("no HTML checker: `make proof` fetches it")
    for number, path in enumerate(sample_blog.kinds.values()):
        (tmp_path / f"{number:02}.html").write_bytes(fetch(sample_blog.url + path))
    told = [message for message in check(tmp_path) if not ASIDE.match(message["message"])]
    kinds = list(sample_blog.kinds)
    faults = [
        f"{kinds[int(Path(message['url']).stem)]}: {message['message']} — {message.get('extract')}"
        for message in told
    ]
    assert not faults, "\n".join(sorted(set(faults)))


def check(folder: Path) -> list[dict[str, Any]]:
    """Every error and warning that the checker has about the files of a folder."""
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    found: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return found


def fetch(url: str) -> bytes:
    try:
        with urlopen(url, timeout=30) as answer:
            body: bytes = answer.read()
    except HTTPError as missing:
        body = missing.read()
    return body
