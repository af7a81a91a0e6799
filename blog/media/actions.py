"""Storing pictures: re-encoded, so that nothing but the picture survives."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from PIL import Image, ImageOps

from blog.db import db
from blog.media.models import Media
from blog.media.queries import by_name, unused_of_origin

COPIES = (480, 960)
QUALITY = 82
ENDING = ".webp"


@dataclass(frozen=True)
class Prepared:
    """A picture whose files lie in the media folder and whose row is still to be added."""

    name: str
    bytes: int
    width: int
    height: int
    widths: tuple[int, ...]


def store_picture(content: bytes, *, alt: str = "", origin: str = "own") -> Media:
    """Keep a picture as WebP with smaller copies; the same bytes are kept once."""
    found = by_name(_name(content))
    return found or keep_picture(prepare_picture(content), alt=alt, origin=origin)


def prepare_picture(content: bytes) -> Prepared:
    """Write a picture's files. It takes its time, so it belongs before the write transaction."""
    name = _name(content)
    stem = name.removesuffix(ENDING)
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    folder: Path = current_app.config["BLOG"].media_dir
    size = _write(picture, folder / name)
    widths = tuple(width for width in COPIES if width < picture.width)
    for width in widths:
        height = round(picture.height * width / picture.width)
        _write(
            picture.resize((width, height), Image.Resampling.LANCZOS),
            folder / f"{stem}-{width}{ENDING}",
        )
    return Prepared(name, size, picture.width, picture.height, widths)


def keep_picture(prepared: Prepared, *, alt: str = "", origin: str = "own") -> Media:
    """Add the row of a picture whose files are written, unless it is there."""
    found = by_name(prepared.name)
    if found:
        return found
    made = Media(
        name=prepared.name, type="image/webp", bytes=prepared.bytes, width=prepared.width,
        height=prepared.height, widths=list(prepared.widths), alt=alt, origin=origin,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def remove_unused_pictures(origin: str) -> list[str]:
    """Forget the pictures of that origin that no post shows any more; gives their names.

    Their files can go by `discard_files`, but only once that is committed.
    """
    unused = unused_of_origin(origin)
    for picture in unused:
        db.session.delete(picture)
    return [picture.name for picture in unused]


def discard_files(names: Iterable[str]) -> None:
    """Delete the files of pictures that no row names any more."""
    folder: Path = current_app.config["BLOG"].media_dir
    for name in names:
        stem = name.removesuffix(ENDING)
        for file in (name, *(f"{stem}-{width}{ENDING}" for width in COPIES)):
            (folder / file).unlink(missing_ok=True)


def _name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32] + ENDING


def _write(picture: Image.Image, file: Path) -> int:
    """Write beside the final name first: a reader never meets half a picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    picture.save(draft, "WEBP", quality=QUALITY, method=4)
    draft.replace(file)
    return file.stat().st_size
