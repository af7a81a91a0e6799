"""Cuts text into the words that are searched by, the same for both databases; pure.

A word is folded: compatibility forms, case and accents are off, as people leave them off when they
search (é and e, ß and ss, й and и are one). Marks that are letters of their script stay, such as
the vowels of Thai and Devanagari or the dots of kana. Scripts without blanks between words, and
Hangul, where endings stick to words, are cut into overlapping pairs of letters; the last letter of
a run stands alone as well, so that each letter begins some token.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

# Whoever changes what a text is cut into raises it, so that every text is indexed anew.
EDITION = 2
LONGEST_WORD = 64
MOST_JOINED = 4

# Han, kana, Bopomofo and Hangul; then Thai, Lao, Myanmar and Khmer without their digits.
_DENSE = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c"
    "\uac00-\ud7fb\u1100-\u11ff\uf900-\ufaff\uff66-\uff9f\uffa0-\uffdc\U00020000-\U0003ffff"
    "\u0e01-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3\u17dc"
)
# What is written inside words and read by nobody: soft hyphens, joiners, marks of direction.
_SILENT = "\u00ad\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"


def _ranges_of_marks() -> str:
    """All combining marks, as ranges for a class of letters."""
    codes = (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0))
    found = {code for code in codes if unicodedata.category(chr(code)) in _MARKS}
    starts = sorted(code for code in found if code - 1 not in found)
    ends = sorted(code for code in found if code + 1 not in found)
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(starts, ends, strict=True))


_MARKS = {"Mn", "Mc", "Me"}
_MARK = _ranges_of_marks()
_TAIL = f"{_MARK}{_SILENT}"
_WORD = (
    rf"(?P<dense>[{_DENSE}][{_DENSE}{_TAIL}]*)"
    # .NET and .htaccess begin by a dot; C++, C#, A+ and 100% end by signs.
    rf"|(?P<plain>(?:(?<![\w.])\.(?=[^\W\d_{_DENSE}]{{2}}))?"
    rf"[^\W_{_DENSE}](?:[^\W_{_DENSE}]|[{_TAIL}])*"
    r"(?:\+\+(?!\+)|\+(?![\w+])|\#(?![\w\#])|(?<=\d)%)?)"
)
WORD = re.compile(_WORD)
# A letter with its marks; Hangul may come in its parts, and halfwidth kana with their dots apart.
_CLUSTER = re.compile(
    rf"[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*"
    rf"[{_TAIL}]*|.[\uff9e\uff9f{_TAIL}]*",
    re.DOTALL,
)
# don’t, e-mail and l’été are written in one as well; so is 1,000.
_JOINTS = set("'’‘＇-‐‑")
_SIGNS = ".+#%"
_DIGIT_JOINTS = set(",.'’\u00a0\u202f")

# Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic, and what goes with any letter.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef"
    f"{_SILENT}\u2044\u02bc]"
)
# Letters whose stroke or shape no decomposition takes off, and Arabic ones typed in several ways.
_SIMPLER = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae",
        "œ": "oe", "þ": "th", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "\u09f0": "\u09b0",
    }
    | {chr(code): None for code in range(128) if not chr(code).isalnum()}
)  # fmt: skip


class Token(NamedTuple):
    """One word or pair of letters, and where it stands in the text.

    `kind` is word, pair, or end: the last letter of a run of pairs, alone.
    """

    text: str
    start: int
    end: int
    kind: str = "word"


def tokens(text: str) -> list[Token]:
    """What the text is searched by, in its order; phrases are tokens that follow one another."""
    found: list[Token] = []
    for match in WORD.finditer(text):
        if match.lastgroup == "dense":
            found += _pairs(match[0], match.start())
        elif word := fold(match[0]):
            found.append(Token(word, match.start(), match.end()))
    return found


def joined(text: str, cut: list[Token]) -> Iterator[str]:
    """Words by which compounds are found, too: email for e-mail, 1000 for 1,000, net for .NET."""
    chain: list[str] = []
    end = -1
    for token in cut:
        is_word = token.kind == "word"
        if (
            chain
            and is_word
            and token.start == end + 1
            and _holds(text[end], chain[-1], token.text)
        ):
            chain.append(token.text)
        else:
            yield from _whole(chain)
            chain = [token.text] if is_word else []
        end = token.end if is_word else -1
        bare = token.text.strip(_SIGNS)
        if bare != token.text and (len(bare) > 1 or bare.isdecimal()):
            yield bare
    yield from _whole(chain)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """The word as it is compared: case and accents off; signs stay at its end and a dot before."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    head = "." if word.startswith(".") else ""
    tail = word[len(word.rstrip(_SIGNS)) :]
    plain = unicodedata.normalize("NFKD", word).casefold()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).translate(_SIMPLER)
    plain = "".join(map(_digit, plain)) if not plain.isascii() else plain
    return (head + unicodedata.normalize("NFC", plain) + tail)[:LONGEST_WORD] if plain else ""


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter, letter)) if letter.isdecimal() else letter


def _pairs(run: str, start: int) -> Iterator[Token]:
    letters = [
        (letter, start + match.start(), start + match.end())
        for match in _CLUSTER.finditer(run)
        if (letter := fold(match[0]))
    ]
    for (one, begin, _), (other, _, end) in pairwise(letters):
        yield Token(one + other, begin, end, "pair")
    if letters:
        yield Token(*letters[-1], "end")


def _holds(joint: str, before: str, after: str) -> bool:
    """Whether the sign between two words makes one of them."""
    if before.isdecimal() and joint in _DIGIT_JOINTS:
        return after.isdecimal() and len(after) == 3 and len(before) <= 3
    return joint in _JOINTS


def _whole(chain: list[str]) -> Iterator[str]:
    if 1 < len(chain) <= MOST_JOINED:
        yield "".join(chain)[:LONGEST_WORD]
