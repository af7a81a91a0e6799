"""Lighthouse gives home and post full marks for access, best practices and search engines."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stage.browsers import CHROMIUMS, FLAGS, LiveBlog

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
LIGHTHOUSE = ROOT / ".cache/proof/node_modules/.bin/lighthouse"
CATEGORIES = ("accessibility", "best-practices", "seo")


@pytest.mark.parametrize("kind", ["home", "post"])
def test_lighthouse_gives_full_marks(sample_blog: LiveBlog, tmp_path: Path, kind: str) -> None:
    chromium = os.environ.get("OCTAVO_CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUMS)), None
    )
    if not LIGHTHOUSE.exists() or chromium is None:
        pytest.skip("no Lighthouse or no Chromium: `make proof` fetches them")
    report = tmp_path / "report.json"
    command = [
        str(LIGHTHOUSE),
        sample_blog.url + sample_blog.kinds[kind],
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]
    # The CDN may be out of reach here; a blocked request is no fault of the page.
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
