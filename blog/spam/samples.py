"""Reads comments that people have labelled as spam or ham, from CSV files of many makes. Pure."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

TEXT_COLUMNS = ("text", "content", "comment", "message", "body", "comment_text")
LABEL_COLUMNS = ("label", "class", "spam", "is_spam", "target", "category")
LABELS = dict.fromkeys(("1", "1.0", "spam", "true", "yes"), True) | dict.fromkeys(
    ("0", "0.0", "ham", "not spam", "false", "no"), False
)
DELIMITERS = ",;\t"
LARGEST_FIELD = 10_000_000


class BadSamples(ValueError):
    """The file cannot be used; the message says why."""


@dataclass(frozen=True)
class Sample:
    """A comment, and what somebody thought of it."""

    text: str
    is_spam: bool


def read_samples(content: bytes) -> list[Sample]:
    """The labelled comments of a CSV file; those without a label are left out.

    Knows several names of its columns, UTF-8, UTF-16 and Windows' letters, and commas, semicolons
    or tabs between fields. Raises BadSamples.
    """
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    limit = csv.field_size_limit(LARGEST_FIELD)
    try:
        samples = list(_samples(rows))
    except csv.Error as fault:
        raise BadSamples(f"line {rows.line_num}: {fault}") from None
    finally:
        csv.field_size_limit(limit)  # It holds for every reader of the process.
    if not samples:
        raise BadSamples("no comment with a label is in it")
    return samples


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:1000]:
        raise BadSamples("this is no text file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _samples(rows: Iterator[list[str]]) -> Iterator[Sample]:
    header = next((row for row in rows if any(row)), [])
    names = [name.strip().lower() for name in header]
    text, label = _column(names, TEXT_COLUMNS), _column(names, LABEL_COLUMNS)
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        if len(row) <= max(text, label):
            raise BadSamples(f"row {number} has {len(row)} of {len(names)} fields")
        given = row[label].strip().lower()
        if given and given not in LABELS:
            raise BadSamples(f"row {number}: the label {given[:20]!r} is neither 1 nor 0")
        if given:
            yield Sample(row[text], LABELS[given])


def _column(names: list[str], known: tuple[str, ...]) -> int:
    """The place of the first known name, of which the first is the one that we ask for."""
    for name in known:
        if name in names:
            return names.index(name)
    raise BadSamples(f"it has no column {known[0]!r}")
