"""Reads views that were counted elsewhere from a CSV file. Knows no database."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

MOST_VIEWS = 2**31 - 1


@dataclass(frozen=True)
class SeedRow:
    """So many views of the post at that path; without a day it is a sum of all time."""

    path: str
    day: date | None
    views: int


def read_seed(lines: Iterable[str]) -> list[SeedRow]:
    """The rows of a CSV file with the columns `path` or `address`, `views`, and perhaps `day`.

    Commas, semicolons or tabs stand between the columns. Raises ValueError with the line's number.
    """
    lines = iter(lines)
    header = next(lines, "").lstrip("\ufeff")
    separator = max(",;\t", key=header.count)
    columns = [name.strip().lower() for name in next(csv.reader([header], delimiter=separator), [])]
    place = next((columns.index(name) for name in ("path", "address") if name in columns), None)
    if place is None or "views" not in columns:
        raise ValueError("line 1: the columns must be path (or address), views, and perhaps day")
    columns[place] = "path"
    reader = csv.reader(lines, delimiter=separator)
    found = []
    for cells in reader:
        if any(cell.strip() for cell in cells):
            try:
                found.append(_row(dict(zip(columns, cells, strict=False))))
            except ValueError as fault:
                raise ValueError(f"line {reader.line_num + 1}: {fault}") from None
    return found


def _row(cells: dict[str, str]) -> SeedRow:
    path = urlsplit(cells.get("path", "").strip()).path
    if not path:
        raise ValueError("there is no path")
    return SeedRow(
        path if path.startswith("/") else f"/{path}",
        _day(cells.get("day", "").strip()),
        _views(cells.get("views", "").strip()),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{text!r} is not a day such as 2025-05-31") from None


def _views(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= 10
    if not is_number or int(text) > MOST_VIEWS:
        raise ValueError(f"{text!r} is not a number of views")
    return int(text)
