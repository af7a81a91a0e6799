"""A place in a list that is read newest first: pages go on from a row, never from a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from blog.db import EPOCH


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of a list, newest first: everything older follows it."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The cursor that the text names, or None where it names none."""
        at, _, row = text.partition(".")
        try:
            cursor = cls(EPOCH + timedelta(microseconds=int(at)), int(row) if row else 0)
        except (ValueError, OverflowError):
            return None
        return cursor if 0 <= cursor.id < 2**63 else None  # Databases know no larger number.
