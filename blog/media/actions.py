"""Storing pictures: re-encoded, so that nothing but the picture survives."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from flask import current_app
from PIL import Image, ImageOps

from blog.db import db
from blog.media.models import Media
from blog.media.queries import by_name

COPIES = (480, 960)
QUALITY = 82


def store_picture(content: bytes, *, alt: str = "", origin: str = "own") -> Media:
    """Keep a picture as WebP with smaller copies; the same bytes are kept once."""
    stem = hashlib.sha256(content).hexdigest()[:32]
    name = f"{stem}.webp"
    found = by_name(name)
    if found:
        return found
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    folder: Path = current_app.config["BLOG"].media_dir
    size = _write(picture, folder / name)
    widths = [width for width in COPIES if width < picture.width]
    for width in widths:
        height = round(picture.height * width / picture.width)
        _write(
            picture.resize((width, height), Image.Resampling.LANCZOS),
            folder / f"{stem}-{width}.webp",
        )
    made = Media(
        name=name, type="image/webp", bytes=size, width=picture.width, height=picture.height,
        widths=widths, alt=alt, origin=origin,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _write(picture: Image.Image, file: Path) -> int:
    """Write beside the final name first: a reader never meets half a picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    picture.save(draft, "WEBP", quality=QUALITY, method=4)
    draft.replace(file)
    return file.stat().st_size
