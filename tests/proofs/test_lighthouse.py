"""Lighthouse gives home and post full marks for access, best practices and search engines."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.stage import htmx
from tests.stage.browsers import CHROMIUMS, FLAGS, LiveBlog, serve

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
LIGHTHOUSE = ROOT / ".cache/proof/node_modules/.bin/lighthouse"
CATEGORIES = ("accessibility", "best-practices", "seo")


@pytest.fixture(scope="module")
def cdn() -> Iterator[str]:
    """An address of the package's bytes that is always in reach: the true CDN may not be."""
    if not htmx.FILE.exists():
        pytest.skip("no htmx package: `make proof` fetches it with npm or from the CDN")
    with HTTPServer(("127.0.0.1", 0), Package) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/htmx.min.js"
        server.shutdown()


@pytest.fixture(scope="module")
def blog(
    cdn: str, sample_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveBlog]:
    folder = shutil.copytree(sample_folder, tmp_path_factory.mktemp("lighthouse") / "var")
    yield from serve(folder, BLOG_HTMX_URL=cdn)


class Package(BaseHTTPRequestHandler):
    """Answers every GET with htmx."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(htmx.FILE.read_bytes())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what matters is in Lighthouse's report."""


@pytest.mark.parametrize("kind", ["home", "post"])
def test_lighthouse_gives_full_marks(blog: LiveBlog, tmp_path: Path, kind: str) -> None:
    chromium = os.environ.get("OCTAVO_CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUMS)), None
    )
    if not LIGHTHOUSE.exists() or chromium is None:
        pytest.skip("no Lighthouse or no Chromium: `make proof` fetches them")
    report = tmp_path / "report.json"
    command = [
        str(LIGHTHOUSE),
        blog.url + blog.kinds[kind],
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]
    environment = os.environ | {"CHROME_PATH": chromium}
    subprocess.run(command, env=environment, check=True, timeout=300)
    found = json.loads(report.read_text())
    short = {
        name: [
            f"{found['audits'][audit['id']]['title']}"
            for audit in category["auditRefs"]
            if found["audits"][audit["id"]].get("score") not in (1, None) and audit["weight"]
        ]
        for name, category in found["categories"].items()
        if category["score"] < 1
    }
    assert short == {}
