"""Related posts meet labels that they were not told, far oftener than chance or the newest do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.proof, pytest.mark.sqlite]
BENCH = Path(__file__).resolve().parents[2] / "bench" / "related.py"


def test_related_posts_beat_chance_and_the_newest_on_blogs_of_others(corpus: Path) -> None:
    # The program ends with 0 only where both are beaten by its margin.
    done = subprocess.run(
        [sys.executable, str(BENCH), "--likeness"],
        env={**os.environ, "OCTAVO_CORPUS": str(corpus)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("related, labels untold") == 2
