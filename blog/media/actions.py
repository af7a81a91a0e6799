"""Storing pictures: re-encoded, so that nothing but the picture survives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from blog.db import db, reading
from blog.media.decoder import COPIES
from blog.media.decoding import Decoded, decode
from blog.media.models import ENDING, Media
from blog.media.queries import by_name, unused_of_origin
from blog.posts.models import Post

try:
    import fcntl
except ImportError:  # Windows has no flock; uploads and deletions then go without turns.
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Prepared:
    """A picture made anew whose row and files are still to be kept."""

    name: str
    picture: Decoded = field(repr=False)


def prepare_picture(content: bytes) -> Prepared:
    """Make a picture anew. It takes its time, so it belongs before the write transaction.

    Raises Refused.
    """
    return Prepared(name_of(content), decode(content))


def keep_picture(
    prepared: Prepared, *, alt: str = "", origin: str = "own", filename: str = "",
    user_id: int | None = None,
) -> Media:  # fmt: skip
    """Add the picture as WebP with smaller copies, unless it is there.

    The same bytes are kept once; the files are written once the row has the name.
    """
    picture = prepared.picture
    made = Media(
        name=prepared.name, type="image/webp", bytes=len(picture.content), width=picture.width,
        height=picture.height, widths=sorted(picture.copies), alt=alt, origin=origin,
        filename=filename[:300], user_id=user_id,
    )  # fmt: skip
    found = by_name(prepared.name) or _add_or_find(made)
    if found is made:
        _write_files(made, picture)
    return found


def name_of(content: bytes) -> str:
    """The name that a picture is kept under: by its bytes, so that the same come to the same."""
    return hashlib.sha256(content).hexdigest()[:32] + ENDING


def remove_picture(media: Media) -> None:
    """Forget a picture. Posts that it led show none in lists until they are saved again.

    Its files can go by `discard_files`, but only once that is committed.
    """
    led = update(Post).where((Post.featured_id == media.id) | (Post.picture == media.address))
    db.session.execute(led.values(featured_id=None, picture=None, picture_alt=""))
    db.session.delete(media)
    db.session.flush()


def remove_unused_pictures(origin: str) -> list[str]:
    """Forget the pictures of that origin that nothing shows any more; gives their names.

    Their files can go by `discard_files`, but only once that is committed.
    """
    unused = unused_of_origin(origin)
    for picture in unused:
        db.session.delete(picture)
    return [picture.name for picture in unused]


def discard_files(names: Iterable[str]) -> None:
    """Delete the files of pictures that no row names any more."""
    with files_in_turn(), reading():
        for name in names:
            if not by_name(name):  # Somebody may have brought the same picture in the meantime.
                for file in _files(name, COPIES):
                    file.unlink(missing_ok=True)


@contextmanager
def files_in_turn() -> Iterator[None]:
    """Let nobody delete files while somebody keeps the same picture, and the other way round."""
    folder = _folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_suffix(".lock"), "w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _add_or_find(made: Media) -> Media:
    """The row, or the one that somebody else added under that name since we looked."""
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        found = by_name(made.name)
        if not found:
            raise
        return found
    return made


def _write_files(media: Media, picture: Decoded) -> None:
    _folder().mkdir(parents=True, exist_ok=True)
    contents = [picture.content, *(picture.copies[width] for width in media.widths)]
    for file, content in zip(_files(media.name, media.widths), contents, strict=True):
        # Beside the final name first: a reader never meets half a picture.
        draft = file.with_suffix(".part")
        try:
            draft.write_bytes(content)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)


def _files(name: str, widths: Iterable[int]) -> list[Path]:
    """The file of the picture itself, then that of each smaller copy."""
    stem = name.removesuffix(ENDING)
    return [_folder() / file for file in (name, *(f"{stem}-{width}{ENDING}" for width in widths))]


def _folder() -> Path:
    folder: Path = current_app.config["BLOG"].media_dir
    return folder
