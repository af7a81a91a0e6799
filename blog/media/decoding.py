"""Takes a picture apart in a process of its own: what it breaks there breaks nothing here.

What the process may use up is bounded, it inherits neither environment nor open files, and what it
answers is checked as if the picture had written it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

from flask_babel import gettext as _

from blog.media.decoder import COPIES, HIGHEST, WIDEST

LARGEST = 20_000_000  # Bytes of one picture as it comes in.
LARGEST_ANSWER = 64 << 20
LONGEST_LIST = 1000
# The process bounds its own work; a busy machine may let it wait for its turns.
SECONDS = 60
DECODER = Path(__file__).with_name("decoder.py")
# Each may take a gigabyte for a moment, so the threads of this process take turns.
turns = BoundedSemaphore(2)


@dataclass(frozen=True)
class Decoded:
    """A picture as it is kept: size in pixels, its bytes as WebP, its smaller copies by width."""

    width: int
    height: int
    content: bytes
    copies: dict[int, bytes]


class Refused(Exception):
    """The picture cannot be taken; `reason` is one word, `sentence` says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def sentence(self) -> str:
        sentences = {
            "empty": _("The file is empty. Please choose it again."),
            "bytes": _("It has more than 20 MB. Please save it smaller, for instance as JPEG."),
            "pixels": _("It has more than 40 megapixels. Please scale it down, then try again."),
            "frames": _(
                "It moves for too long: 300 frames and 40 megapixels, all frames together, are the"
                " most. Please shorten it or scale it down."
            ),
            "svg": _("SVG files can carry programs, so none is taken. Please export it as PNG."),
            "heic": _("HEIC pictures are seen in few browsers. Please export it as JPEG."),
            "broken": _("It is damaged or cut off. Please save it anew and try again."),
            "slow": _("It takes too long to read. Please save it anew as PNG or JPEG."),
        }
        unknown = _("It is no picture we know. Please choose a PNG, JPEG, GIF, WebP or AVIF file.")
        return str(sentences.get(self.reason, unknown))


def decode(content: bytes) -> Decoded:
    """The picture made anew, so that nothing but the picture survives. Raises Refused."""
    if len(content) > LARGEST:
        raise Refused("bytes")
    # Files, not pipes: neither side can make the other wait, and nothing has a name to be left by.
    with turns, tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(content)
        given.seek(0)
        _run(given, answer)
        answer.seek(0)
        return _checked(answer)


def _run(given: IO[bytes], answer: IO[bytes]) -> None:
    try:
        done = subprocess.run(
            [interpreter(), "-I", str(DECODER)],
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("slow") from None
    if done.returncode:  # Killed for what it used up, or crashed inside a decoder.
        raise Refused("slow" if done.returncode in (-24, -9) else "broken")


def interpreter() -> str:
    """This Python, also where it runs inside a web server that bears another name."""
    if "python" in Path(sys.executable or "").name:
        return sys.executable
    return str(Path(sys.prefix) / "bin" / "python3")


def environment() -> dict[str, str]:
    """Nothing: no secret goes along. Windows alone cannot start a program without this one."""
    return {"SYSTEMROOT": os.path.expandvars("%SYSTEMROOT%")} if os.name == "nt" else {}


def _checked(answer: IO[bytes]) -> Decoded:
    """What the process says, if it is what an honest one would say."""
    try:
        said = json.loads(answer.readline(LONGEST_LIST))
        if "refused" in said:
            raise Refused(str(said["refused"]))
        return _picture(said, answer)
    except (ValueError, TypeError, KeyError):
        raise Refused("broken") from None


def _picture(said: dict[str, Any], answer: IO[bytes]) -> Decoded:
    width, height = int(said["width"]), int(said["height"])
    files = {int(name): answer.read(min(int(size), LARGEST_ANSWER)) for name, size in said["files"]}
    is_known = set(files) <= {0, *COPIES} and 0 < width <= WIDEST and 0 < height <= HIGHEST
    if not is_known or not all(content.startswith(b"RIFF") for content in files.values()):
        raise ValueError("not what the decoder writes")
    return Decoded(width, height, files.pop(0), files)
