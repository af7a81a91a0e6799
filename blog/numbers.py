"""Numbers of rows, as addresses and forms name them. Imports nothing of ours."""

from __future__ import annotations

# No row has a greater number, and neither database lets one be asked for.
LARGEST_NUMBER = 2**31 - 1


def row_number(text: object) -> int | None:
    """The number of a row that the text names, None where it names none."""
    given = str(text or "").strip()
    is_number = given.isascii() and given.isdigit() and len(given) <= 10
    return int(given) if is_number and int(given) <= LARGEST_NUMBER else None
