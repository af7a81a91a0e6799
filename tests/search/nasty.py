"""Strings that nobody types on purpose, for questions that must never be an error."""

from __future__ import annotations

import random
from collections.abc import Iterator

PIECES = (
    *"\"'`|&!()*+-:<>%_^~{}[]\\/;,.#@=?$\0\t\n\r ",
    "\ud800", "\udfff", "\u202e", "\u200f", "\u2028", "\ufeff", "\u0301", "\u0e33", "\u3099",
    "label:", "title:", 'label:"', "NEAR(", " AND ", " OR ", " NOT ", "words:", "stream : ", ":*",
    "<->", "<2>", "''", "--", "/*", "*/", "${7*7}", "{{7*7}}", "C++", "don't", "ink", "ﷺ", "ß",
    "活字", "余", "ﾌﾞ", "서울", "น้ำ", "कि", "كتاب", "ספר", "ё", "\U0001f600", "\U0001d400", "½", "²",
    "a" * 100, "活" * 100, "\u0300" * 50, "٣", "x'or'1'='1", '"a b', 'b"', "| |", "-|-", "=", "@c",
)  # fmt: skip


def strings(number: int, seed: int) -> Iterator[str]:
    """So many of them, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(number):
        if chance.random() < 0.02:
            yield "".join(chance.choices(PIECES, k=chance.randint(500, 3_000)))
        elif chance.random() < 0.1:
            yield "".join(chr(chance.randrange(0x11_0000)) for _ in range(chance.randint(1, 60)))
        else:
            yield "".join(chance.choices(PIECES, k=chance.randint(1, 12)))
