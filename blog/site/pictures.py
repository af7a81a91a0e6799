"""The blog's logo, icon and share picture: made to measure when they are chosen.

Their files lie in the media folder under names of their own, so they stay whatever becomes of the
picture that they were made from. The sizes stand in the names: a page asks the database nothing.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from flask import current_app
from PIL import Image, ImageOps

LOGO_HEIGHT, WIDEST_LOGO = 96, 960
ICON_SIZES = (32, 180, 192, 512)
SHARE_SIZE = (1200, 630)


def make_site_picture(kind: str, content: bytes) -> str:
    """Write the files of a logo, favicon or share_picture; gives the setting's new value.

    The bytes are a picture of our own, as `media.decoding` makes one of a stranger's. It takes its
    time, so it belongs before the write transaction.
    """
    with Image.open(io.BytesIO(content)) as found:
        picture = found.convert("RGBA")
    # The kind belongs to the name: no copy of a picture in the library is ever called the same.
    digest = hashlib.sha256(kind.encode() + content).hexdigest()[:32]
    return _MAKERS[kind](picture, digest)


def logo_width(name: str) -> int:
    """The width of a logo of that name; all are `LOGO_HEIGHT` high."""
    return int(name.rpartition(".")[0].rpartition("-")[2])


def _logo(picture: Image.Image, digest: str) -> str:
    picture = picture.crop(picture.getbbox() or (0, 0, *picture.size))
    height = LOGO_HEIGHT
    width = max(10, round(picture.width * height / picture.height))
    if width > WIDEST_LOGO:  # A very wide one keeps its shape inside the same height.
        picture = ImageOps.pad(picture, (WIDEST_LOGO, height), color=(0, 0, 0, 0))
    else:
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    name = f"{digest}-{picture.width}.webp"
    _write(name, lambda file: picture.save(file, "WEBP", quality=90, method=4))
    return name


def _favicon(picture: Image.Image, digest: str) -> str:
    for size in ICON_SIZES:
        square = ImageOps.pad(picture, (size, size), color=(0, 0, 0, 0))
        _write(f"{digest}-{size}.png", lambda file, square=square: square.save(file, "PNG"))  # type: ignore[misc]
    return f"{digest}.png"


def _share_picture(picture: Image.Image, digest: str) -> str:
    flat = Image.new("RGBA", picture.size, "white")
    flat.alpha_composite(picture)
    fitted = ImageOps.fit(flat.convert("RGB"), SHARE_SIZE, Image.Resampling.LANCZOS)
    name = f"{digest}.jpg"
    _write(name, lambda file: fitted.save(file, "JPEG", quality=85, progressive=True))
    return name


_MAKERS: Mapping[str, Callable[[Image.Image, str], str]] = {
    "logo": _logo,
    "favicon": _favicon,
    "share_picture": _share_picture,
}


def _write(name: str, save: Callable[[Path], None]) -> None:
    """Write beside the final name first: nobody ever meets half a picture."""
    folder: Path = current_app.config["BLOG"].media_dir
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.part"
    save(draft)
    draft.replace(folder / name)
