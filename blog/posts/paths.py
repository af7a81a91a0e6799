"""Paths of posts as text: how they are made, kept and compared. Knows no database."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from urllib.parse import quote, unquote_to_bytes

from slugify import slugify

# What may stand in a path as it is (RFC 3986, pchar and the slash).
PATH_CHARACTERS = "/:@!$&'()*+,;=-._~%"
# What a number goes before: the type of a file, or a final slash.
ENDING = re.compile(r"(?!\A)(?:\.[^./]+|/+)?\Z")
LONGEST_SLUG = 80
# Marks belong to words in many scripts (Hindi vowels, for one), but Python's \w leaves them out.
MARKS = "".join(
    chr(code) for code in range(0x300, 0x11000) if unicodedata.category(chr(code))[0] == "M"
)
BETWEEN_WORDS = re.compile(rf"[^\w{MARKS}]+|_+")
ACCENTS = re.compile("([A-Za-z])[\u0300-\u036f]+|[\u064b-\u0652\u0670\u0640]")
LONGEST_PATH = 900  # A suffix still has room in the column.
# What a clean path spells out where somebody typed a space, control sign, `"`, `#`, `<`, `>`, `?`,
# or a backslash.
IMPOSSIBLE = re.compile("%(?:[01].|20|22|23|3[CEF]|5C|7F)", re.IGNORECASE)
RESERVED = re.compile(r"/(admin|account)(/|$)")


def path_key(path: str) -> str:
    """The form in which paths are compared: percent-decoded as UTF-8.

    Bytes that are not UTF-8 keep their escapes, so that they never meet another path by accident.
    """
    raw = unquote_to_bytes(path)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return quote(raw, safe=PATH_CHARACTERS.replace("%", ""))


def clean_path(path: str) -> str:
    """A path as it may stand in a link: to the letter, but with escapes where they must be."""
    return quote(path if path.startswith("/") else f"/{path}", safe=PATH_CHARACTERS)


def is_well_formed(path: str) -> bool:
    """Whether a clean path can be an address: no query in it, no empty or relative steps."""
    steps = path.removesuffix("/").split("/")[1:]
    is_plain = not IMPOSSIBLE.search(path) and len(path) <= LONGEST_PATH
    return is_plain and bool(steps) and not {"", ".", ".."} & set(map(path_key, steps))


def is_reserved(path: str) -> bool:
    """Whether the path lies where only the blog's own rooms are."""
    return bool(RESERVED.match(path_key(path)))


def slug_of(title: str) -> str:
    """Words of a title as they stand in an address; an empty result is "".

    Latin letters lose their accents and Arabic its optional vowel signs, as writers expect of an
    address; all other scripts stay whole. Cut at a word where one ends in time.
    """
    return slugify(
        unicodedata.normalize("NFC", ACCENTS.sub(r"\1", unicodedata.normalize("NFD", title))),
        allow_unicode=True,
        max_length=LONGEST_SLUG,
        word_boundary=True,
        save_order=True,
        regex_pattern=BETWEEN_WORDS,
    )


def make_path(pattern: str, title: str, at: datetime) -> str:
    """The path that a pattern such as `/{year}/{month}/{slug}.html` gives; `at` in local time."""
    slug = slug_of(title) or secrets.token_hex(4)
    return clean_path(pattern.format(year=f"{at:%Y}", month=f"{at:%m}", day=f"{at:%d}", slug=slug))


def first_free(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """The wanted name, or the first of its numbered variants that is not taken."""
    return next(name for name in variants(wanted) if not is_taken(name))


def variants(wanted: str) -> Iterator[str]:
    """`/a.html`, `/a-2.html`, `/a-3.html`, …; `/a/`, `/a-2/`, …"""
    yield wanted
    for number in count(2):
        yield ENDING.sub(rf"-{number}\g<0>", wanted, count=1)
