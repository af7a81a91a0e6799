"""Reads views that were counted elsewhere from a CSV file. Knows no database."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from urllib.parse import urlsplit

from flask_babel import gettext as _

from blog.posts.paths import path_key

# Of one post and day; what is counted on top of it still has room in the column.
MOST_VIEWS = 10**9
MOST_FAULTS = 20
PLACES = ("path", "address")


@dataclass(frozen=True)
class SeedRow:
    """So many views of the post at that path; without a day it is a sum of all time."""

    path: str
    day: date | None
    views: int


class SeedRefused(ValueError):
    """`faults` are (line, what is wrong there), at most MOST_FAULTS of them."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {number}: {fault}" for number, fault in faults))
        self.faults = faults


def read_seed(lines: Iterable[str]) -> list[SeedRow]:
    """The rows of a CSV file with the columns `path` or `address`, `views`, and perhaps `day`.

    Without a line that names them the columns are path and views, with the day between or after.
    Commas, semicolons or tabs stand between the columns. Raises SeedRefused.
    """
    lines = iter(lines)
    head = next(lines, "").lstrip("\ufeff")
    reader = csv.reader(chain([head], lines), delimiter=max(",;\t", key=head.count))
    found, faults = [], []
    for number, cells in _named(reader):
        try:
            found.append(_row(cells))
        except ValueError as fault:
            faults.append((number, str(fault)))
        if len(faults) == MOST_FAULTS:
            break
    if faults:
        raise SeedRefused(faults)
    return found


def _named(reader: Iterator[list[str]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line, cells by the names of their columns) of every line that is not empty."""
    columns: list[str] = []
    for number, cells in _numbered(reader):
        if not columns:
            columns = _columns(cells)
            if _is_header(cells):
                continue
        yield number, dict(zip(columns, cells, strict=False))
    if not columns:
        raise SeedRefused([(1, _columns_wanted())])


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells  # type: ignore[attr-defined]
    except csv.Error:
        raise SeedRefused([(reader.line_num, _("this is not CSV"))]) from None  # type: ignore[attr-defined]


def _is_header(cells: list[str]) -> bool:
    return "views" in _names(cells)


def _columns(cells: list[str]) -> list[str]:
    """What the columns hold, by the first line."""
    names = _names(cells)
    if _is_header(cells):
        place = next((names.index(name) for name in PLACES if name in names), None)
        if place is not None:
            names[place] = "path"
            return names
    elif names[0].startswith(("/", "http://", "https://")):
        if len(cells) == 2:
            return ["path", "views"]
        if len(cells) == 3:
            return ["path", *(("views", "day") if names[1].isdigit() else ("day", "views"))]
    raise SeedRefused([(1, _columns_wanted())])


def _columns_wanted() -> str:
    return str(_("the columns must be path (or address), views, and perhaps day"))


def _names(cells: list[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells]


def _row(cells: Mapping[str, str]) -> SeedRow:
    try:
        path = urlsplit(cells.get("path", "").strip()).path
    except ValueError:
        path = ""
    if not path or "\0" in path_key(path):  # Which no path holds, and PostgreSQL refuses to read.
        raise ValueError(_("there is no path"))
    return SeedRow(
        path if path.startswith("/") else f"/{path}",
        _day(cells.get("day", "").strip()),
        _views(cells.get("views", "").strip()),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(_("“%(text)s” is not a day such as 2025-05-31", text=text)) from None


def _views(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= 10
    if not is_number or int(text) > MOST_VIEWS:
        raise ValueError(_("“%(text)s” is not a number of views", text=text))
    return int(text)
