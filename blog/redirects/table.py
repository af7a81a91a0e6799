"""Redirects as a CSV file with the columns `from` and `to`. Knows no database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

MOST_ROWS = 10_000
# A spreadsheet takes what begins so for a formula, and an address could come from anybody.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One line of the file."""

    number: int
    source: str
    target: str


def read_table(text: str) -> list[Row]:
    """The rows of the text. Raises ValueError with a sentence where it is no such table.

    Commas, semicolons or tabs stand between the columns; other columns are left alone.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_separator(text))
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error:
        raise ValueError(_("This is not a CSV file.")) from None
    names = [name.strip().lower() for name in lines[0][1]] if lines else []
    if not {"from", "to"} <= set(names):
        raise ValueError(_("The first line must name the columns: from,to"))
    if len(lines) - 1 > MOST_ROWS:
        raise ValueError(_("Please bring at most 10,000 rows at a time."))
    source, target = names.index("from"), names.index("to")
    return [Row(number, _cell(cells, source), _cell(cells, target)) for number, cells in lines[1:]]


def written_table(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The lines of the file, the columns' names first."""
    for pair in [("from", "to")], pairs:
        for cells in pair:
            line = io.StringIO()
            csv.writer(line).writerow([guarded(cell) for cell in cells])
            yield line.getvalue()


def guarded(cell: str) -> str:
    """The cell with a mark before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _separator(text: str) -> str:
    return max(",;\t", key=text.partition("\n")[0].count)


def _cell(cells: list[str], place: int) -> str:
    cell = cells[place] if place < len(cells) else ""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
