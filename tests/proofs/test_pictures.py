"""Hostile pictures: each is refused or made anew soon, and the blog's memory stays flat."""

from __future__ import annotations

import gc
import time
from contextlib import suppress
from pathlib import Path

import pytest

from blog.media.decoding import Refused, decode
from tests.stage.pictures import HOSTILE

pytestmark = pytest.mark.proof

# Each is done in less than a second on a machine that has nothing else to do; a decoder that
# falls for one of them takes minutes and gigabytes.
LONGEST, MOST_MEMORY = 10, 50_000_000
STATUS = Path("/proc/self/status")


@pytest.mark.skipif(not STATUS.exists(), reason="only Linux tells how much memory was ever used")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_costs_little(name: str) -> None:
    content = HOSTILE[name]()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # The highest mark begins anew.
    before, begun = peak(), time.monotonic()
    with suppress(Refused):
        decode(content)
    assert time.monotonic() - begun < LONGEST
    assert peak() - before < MOST_MEMORY


def test_no_picture_of_the_corpus_costs_much(corpus: Path) -> None:
    files = [file for file in sorted((corpus / "hostile" / "images").rglob("*")) if file.is_file()]
    outcomes = [outcome(file) for file in files]
    assert len(outcomes) > 50
    assert {reason for _name, reason in outcomes} == {"", "broken", "pixels", "unknown"}


def outcome(file: Path) -> tuple[str, str]:
    """The file's name, and why it was refused; "" where it was made anew."""
    begun = time.monotonic()
    try:
        decode(file.read_bytes())
    except Refused as refused:
        return file.name, refused.reason
    finally:
        assert time.monotonic() - begun < LONGEST, file.name
    return file.name, ""


def peak() -> int:
    """The most memory, in bytes, that this process held since the mark began anew."""
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024
