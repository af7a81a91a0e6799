"""What of a post or comment goes into the index; pure.

`stream` is everything that it says, in order, so that phrases are words side by side; a lone bar
parts title and text. `marks` are found as words, too, and never within phrases: the compounds
written in one, the words of labels, and what is asked for by a sign before it, which no text
yields: `=word` stands in the title, `@the_name` is a label.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from blog.search.tokens import Token, joined, tokens

TITLE, LABEL, GAP = "=", "@", "|"
# PostgreSQL holds at most 1 MB of different words; what is beyond is left out on both databases.
MOST_BYTES = 900_000


@dataclass(frozen=True)
class Entry:
    """The words of one text, parted by blanks."""

    stream: str
    marks: str

    def words(self) -> list[str]:
        """Each different one."""
        return list(dict.fromkeys(f"{self.stream} {self.marks}".split()))


def entry(title: str, text: str, labels: Iterable[str] = ()) -> Entry:
    """The words by which it is found."""
    heading, body = tokens(title), tokens(text)
    titled = [token.text for token in heading] + list(joined(title, heading))
    marks = [*titled, *joined(text, body), *(TITLE + word for word in titled)]
    for name in labels:
        cut = tokens(name)
        marks += [label_mark(cut), *(token.text for token in cut), *joined(name, cut)]
    stream = [*(token.text for token in heading), GAP, *(token.text for token in body)]
    return _fitting(stream, dict.fromkeys(marks))


def label_mark(name: list[Token]) -> str:
    """What a label of that name is asked for by."""
    return LABEL + "_".join(token.text for token in name)[:500]


def _fitting(stream: list[str], marks: Iterable[str]) -> Entry:
    room, known = MOST_BYTES, set()
    kept_marks = []
    for mark in marks:
        room -= len(mark.encode())
        if room > 0:
            known.add(mark)
            kept_marks.append(mark)
    for place, word in enumerate(stream):
        if word not in known:
            known.add(word)
            room -= len(word.encode())
            if room <= 0:
                return Entry(" ".join(stream[:place]), " ".join(kept_marks))
    return Entry(" ".join(stream), " ".join(kept_marks))
