"""Finds the blogs in what Google Takeout gives: a zip, or the folder it was unpacked to."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from blog.importing.blogger_settings import from_table
from blog.importing.records import ImportRefused, SeveralBlogs

MOST_MEMBERS = 100_000
LARGEST_FEED = 1024 * 1024 * 1024
LARGEST_SETTINGS = 1024 * 1024
# Blog texts shrink five- to thirtyfold; a small file may repeat itself more and does no harm.
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 64 * 1024 * 1024

Open = Callable[[int], IO[bytes]]


@dataclass(frozen=True)
class Found:
    """A blog of the export: its folder's name, how to read its feed, its settings."""

    name: str
    open: Callable[[], IO[bytes]]
    settings: dict[str, str]


def choose(blogs: list[Found], name: str | None) -> Found:
    """The one blog that is meant. Raises SeveralBlogs where that is not clear."""
    names = [blog.name for blog in blogs]
    if name is None and len(blogs) == 1:
        return blogs[0]
    listed = ", ".join(names)
    if name is None:
        raise SeveralBlogs(
            f"the export holds {len(blogs)} blogs: {listed}; choose with --blog NAME", names
        )
    for same in (str, str.casefold):
        for blog in blogs:
            if same(name.strip()) in (same(blog.name), same(blog.settings.get("BLOG_NAME", ""))):
                return blog
    raise SeveralBlogs(f"the export holds no blog named {name[:80]!r}, only: {listed}", names)


def blogs(path: Path, recognise: Callable[[IO[bytes]], bool]) -> list[Found]:
    """All blogs in a zip or a folder, by name. Raises ImportRefused where it cannot be read."""
    members = _folder_members(path) if path.is_dir() else _zip_members(path)
    feeds = [member for member in members if member.name.lower() == "feed.atom"]
    # Comments/<blog>/feed.atom holds what the owner wrote on other people's blogs.
    own = [one for one in feeds if _grandparent(one) == "blogs"] or [
        one for one in feeds if _grandparent(one) != "comments"
    ]
    if not own:
        own = [
            one
            for one in members
            if one.suffix.lower() in (".xml", ".atom")
            and one not in feeds
            and _recognised(members[one], recognise)
        ]
    found = [_found(member, members, path.stem) for member in sorted(own)]
    return _told_apart(found, sorted(own))


def _grandparent(member: PurePosixPath) -> str:
    return member.parts[-3].lower() if len(member.parts) > 2 else ""


def _recognised(open_: Open, recognise: Callable[[IO[bytes]], bool]) -> bool:
    with open_(LARGEST_FEED) as stream:
        return recognise(stream)


def _found(member: PurePosixPath, members: dict[PurePosixPath, Open], outer: str) -> Found:
    folder = member.parent
    name = member.stem if member.name.lower() != "feed.atom" else folder.name or outer
    settings: dict[str, str] = {}
    if table := members.get(folder / "settings.csv"):
        with table(LARGEST_SETTINGS) as stream:
            settings = from_table(stream.read().decode("utf-8-sig", "replace"))
    open_ = members[member]
    printable = "".join(one if one.isprintable() else " " for one in name)
    return Found(" ".join(printable.split()), lambda: open_(LARGEST_FEED), settings)


def _told_apart(found: list[Found], members: list[PurePosixPath]) -> list[Found]:
    """Two blogs of one name go by their whole folder."""
    names = [one.name for one in found]
    return [
        one if names.count(one.name) == 1 else Found(str(member.parent), one.open, one.settings)
        for one, member in zip(found, members, strict=True)
    ]


def _folder_members(folder: Path) -> dict[PurePosixPath, Open]:
    members: dict[PurePosixPath, Open] = {}
    for at, _, names in os.walk(folder, followlinks=False):
        for name in names:
            file = Path(at, name)
            if file.is_symlink() or not file.is_file() or "__MACOSX" in file.parts:
                continue
            members[PurePosixPath(file.relative_to(folder).as_posix())] = _opened_file(file)
            if len(members) > MOST_MEMBERS:
                raise ImportRefused(f"the folder holds more than {MOST_MEMBERS:,} files")
    return members


def _opened_file(file: Path) -> Open:
    def open_(limit: int) -> IO[bytes]:
        if file.stat().st_size > limit:
            raise ImportRefused(f"{file.name} is larger than {limit:,} bytes")
        return file.open("rb")

    return open_


def _zip_members(path: Path) -> dict[PurePosixPath, Open]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ImportRefused("the zip file is damaged or is none") from None
    with archive:
        entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise ImportRefused(f"the zip file holds more than {MOST_MEMBERS:,} files")
    return {
        PurePosixPath(entry.filename): _opened_member(path, entry)
        for entry in entries
        if _is_harmless(entry)
    }


def _is_harmless(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    return not (
        entry.is_dir()
        or stat.S_ISLNK(entry.external_attr >> 16)
        or "\\" in entry.filename
        or not parts
        or parts[0] == "/"
        or ".." in parts
        or ":" in parts[0]
        or "__MACOSX" in parts
    )


def _opened_member(path: Path, entry: zipfile.ZipInfo) -> Open:
    def open_(limit: int) -> IO[bytes]:
        if entry.flag_bits & 1:
            raise ImportRefused("the zip file is encrypted: unpack it first")
        return io.BufferedReader(_Member(path, entry, limit), 1024 * 1024)

    return open_


class _Member(io.RawIOBase):
    """A zip's member that counts what it gives out, whatever the zip's own table claims."""

    def __init__(self, path: Path, entry: zipfile.ZipInfo, limit: int) -> None:
        self.entry, self.limit, self.given = entry, limit, 0
        self.pieces = self._inflated(path)

    def _inflated(self, path: Path) -> Iterator[bytes]:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(self.entry) as stream:
                while piece := stream.read(io.DEFAULT_BUFFER_SIZE * 8):
                    self._count(piece)
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as fault:
            if isinstance(fault, ImportRefused):
                raise
            raise ImportRefused("the zip file is damaged") from None

    def _count(self, piece: bytes) -> None:
        self.given += len(piece)
        packed = max(self.entry.compress_size, 1)
        is_bomb = self.given > RATIO_COUNTS_FROM and self.given / packed > HIGHEST_RATIO
        if is_bomb or self.given > self.limit:
            name = PurePosixPath(self.entry.filename).name[:80]
            raise ImportRefused(f"{name} in the zip file unpacks to far more than a blog can hold")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not getattr(self, "left", b""):
            self.left = next(self.pieces, b"")
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size
