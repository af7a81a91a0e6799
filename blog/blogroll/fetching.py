"""Starts the program that fetches, bounds it in time and size, and checks what it answers."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blog.media.decoding import environment, interpreter

FETCHER = Path(__file__).with_name("fetcher.py")
# For all of it: a server that sends a letter now and then is not waited for.
SECONDS = 8
LONGEST_LINE = 20_000
LARGEST = 1_000_000  # Bytes; the program itself takes no more.


@dataclass(frozen=True)
class Answer:
    """What an address answered: where it was in the end, its status, type, edition and bytes."""

    address: str
    status: int
    type: str
    etag: str
    body: bytes


class NotFetched(Exception):
    """It could not be had; `fault` is the word for why."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


Fetch = Callable[[str, str], Answer]


def fetched(address: str, etag: str = "") -> Answer:
    """What the address answers; a known edition is asked for by its name. Raises NotFetched."""
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(
                [interpreter(), "-I", str(FETCHER)],
                input=json.dumps({"address": address, "etag": etag}).encode(),
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=environment(),
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NotFetched("slow") from None
        if done.returncode:
            raise NotFetched("unreachable")
        answer.seek(0)
        try:
            said = json.loads(answer.readline(LONGEST_LINE))
        except ValueError:  # Cut short: a server may name its edition or its address at any length.
            raise NotFetched("unreachable") from None
        if "fault" in said:
            raise NotFetched(said["fault"])
        return Answer(**said, body=answer.read(LARGEST))
