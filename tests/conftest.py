"""The cast and the stage that every test shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real exports and hostile inputs; tests that need it are skipped without it."""
    folder = Path(os.environ.get("OCTAVO_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}: set OCTAVO_CORPUS to a folder of exports")
    return folder
