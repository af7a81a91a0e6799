"""The cast and the stage that every test shares; its parts live in tests/stage."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

pytest_plugins = [
    "tests.stage.databases",
    "tests.stage.cast",
    "tests.stage.browsers",
    "tests.stage.faults",
    "tests.stage.widgets",
]

ROOT = Path(__file__).resolve().parent.parent
STAGE = "OCTAVO_TEST_STAGE"


def pytest_configure(config: pytest.Config) -> None:
    """Give the run one folder that all its worker processes share."""
    if not hasattr(config, "workerinput"):
        os.environ[STAGE] = tempfile.mkdtemp(prefix="octavo-stage-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started, once its last worker is gone."""
    if not hasattr(config, "workerinput"):
        from tests.stage.databases import stop_postgresql

        folder = Path(os.environ.pop(STAGE))
        stop_postgresql(folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real exports and hostile inputs; tests that need it are skipped without it."""
    folder = Path(os.environ.get("OCTAVO_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}: set OCTAVO_CORPUS to a folder of exports")
    return folder
