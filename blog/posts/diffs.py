"""What changed between two texts, as people read it: lines side by side, words marked in them.

A line is a paragraph in most posts. The work is bounded: what is too long to be compared word by
word is shown as wholly changed, and a diff without end breaks off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from blog.posts.matching import Effort, common_head, common_tail, shared

# Same lines that stay visible around a change.
CONTEXT = 2
# After so many rows a diff breaks off: nobody reads on, and the page stays small.
MOST_ROWS = 1_000
# Steps that one diff may take, about one for each character and comparison: some 150 ms.
EFFORT = 400_000
# A longer line is compared word by word only between its equal ends.
LONGEST_LINE = 20_000
# Of an unchanged passage within a long line, so many characters stay at either end.
KEPT_OF_PASSAGE = 160
# The words of a longer change are counted by spaces alone, which is ten times quicker.
LONGEST_COUNTED = 100_000
# Two lines are one that changed where they share so much; looked for this far ahead.
ALIKE, WINDOW, LOOKED_AT = 0.35, 5, 2_000

# Chinese and Japanese letters count one by one, marks stay with their letter, and joiners inside
# a word belong to it.
_LETTER = (
    "\u3005\u3007\u3041-\u3096\u30a1-\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af"
)
_MARK = "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SIGN = (
    r"!-/:-@\[-`{-~\u00a1-\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965\u2010-\u2027\u2030-\u205e"
    r"\u3001-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
TOKEN = re.compile(rf"\s+|[{_LETTER}][{_MARK}]*|[{_SIGN}]|[^\s{_LETTER}{_SIGN}]+")
_HAS_LETTER = re.compile(r"\w")


@dataclass(frozen=True)
class Piece:
    """Some words of a line."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class DiffLine:
    """One row: the line as it was and as it is.

    A `fold` stands for `hidden` same lines; a `rest` is the last row of a diff that breaks off.
    """

    kind: Literal["same", "changed", "removed", "added", "fold", "rest"]
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    hidden: int = 0


def lines(old: str, new: str) -> list[DiffLine]:
    """The rows of a diff; none where nothing changed but line ends and blank lines at the end."""
    before, after = _split(old), _split(new)
    if before == after:
        return []
    rows = list(islice(_rows(before, after, Effort(EFFORT)), MOST_ROWS + 1))
    return rows if len(rows) <= MOST_ROWS else [*rows[:MOST_ROWS], DiffLine("rest")]


def changed_words(old: str, new: str) -> tuple[int, int]:
    """How many words came and how many went, wherever they stood."""
    head = common_head(old, new)
    head = old.rfind(" ", 0, head) + 1  # Whole words at both edges: "ten" is no part of "tenth".
    tail = common_tail(old[head:], new[head:])
    space = old.find(" ", len(old) - tail)
    tail = len(old) - space if space >= 0 else 0
    gone = Counter(_words(old[head : len(old) - tail]))
    come = Counter(_words(new[head : len(new) - tail]))
    return (come - gone).total(), (gone - come).total()


def _split(text: str) -> list[str]:
    """The lines; how they end, and blank lines at the end, tell nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return text.split("\n") if text else []


def _rows(before: list[str], after: list[str], effort: Effort) -> Iterator[DiffLine]:
    old = new = 0
    for stretch in [*shared(before, after, effort), None]:
        old_end, new_end = (stretch.old, stretch.new) if stretch else (len(before), len(after))
        yield from _changes(before[old:old_end], after[new:new_end], effort)
        if stretch:
            old, new = old_end + stretch.length, new_end + stretch.length
            same = before[old_end:old]
            is_last = old == len(before) and new == len(after)
            yield from _context(same, old_end + new_end == 0, is_last)


def _context(same: list[str], is_first: bool, is_last: bool) -> Iterator[DiffLine]:
    """Same lines, folded to those next to a change."""
    head = 0 if is_first else CONTEXT
    tail = len(same) - (0 if is_last else CONTEXT)
    if tail - head < 2:  # A fold of one line would save nothing.
        head = tail = len(same)
    yield from (_same(line) for line in same[:head])
    if tail > head:
        yield DiffLine("fold", hidden=tail - head)
    yield from (_same(line) for line in same[tail:])


def _same(line: str) -> DiffLine:
    pieces = _shortened([Piece(line)])
    return DiffLine("same", pieces, pieces)


def _changes(before: list[str], after: list[str], effort: Effort) -> Iterator[DiffLine]:
    for old, new in _pairs(before, after):
        if old is None:
            yield DiffLine("added", new=(Piece(new or "", True),))
        elif new is None:
            yield DiffLine("removed", old=(Piece(old, True),))
        else:
            yield DiffLine("changed", *_marked(old, new, effort))


def _pairs(before: list[str], after: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Each old line with the one that it became, each line without such a partner alone."""
    words = cache(lambda line: frozenset(_words(line[:LOOKED_AT])))
    start = 0
    for old in before:
        place = _partner(words, old, after[start : start + WINDOW])
        if place is None:
            yield old, None
            continue
        yield from ((None, new) for new in after[start : start + place])
        yield old, after[start + place]
        start += place + 1
    yield from ((None, new) for new in after[start:])


def _partner(words: Callable[[str], frozenset[str]], old: str, window: Sequence[str]) -> int | None:
    """Which of the lines is most like the old one; None if none is like it."""
    likeness = [_likeness(words(old), words(new)) for new in window]
    best = max(likeness, default=0.0)
    return likeness.index(best) if best >= ALIKE else None


def _likeness(old: frozenset[str], new: frozenset[str]) -> float:
    return 2 * len(old & new) / (len(old) + len(new)) if old or new else 0.0


def _words(text: str) -> list[str]:
    if len(text) > LONGEST_COUNTED:
        return text.split()
    return [token for token in TOKEN.findall(text) if _HAS_LETTER.search(token)]


def _marked(old: str, new: str, effort: Effort) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both lines, in each the words marked that the other has not."""
    head, tail = _equal_ends(old, new)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    first, last = Piece(old[:head]), Piece(old[len(old) - tail :])
    length = max(len(before), len(after))
    if length > LONGEST_LINE or not effort.allows(length):
        return (
            _shortened([first, Piece(before, True), last]),
            _shortened([first, Piece(after, True), last]),
        )
    gone, come = _compared(TOKEN.findall(before), TOKEN.findall(after), effort)
    return _shortened([first, *gone, last]), _shortened([first, *come, last])


def _equal_ends(old: str, new: str) -> tuple[int, int]:
    """How long the equal ends of a long line are, without the word in which they part."""
    if max(len(old), len(new)) <= LONGEST_LINE:
        return 0, 0
    head = common_head(old, new)
    near = TOKEN.findall(old[max(0, head - 100) : head])
    head -= len(near[-1]) if near else 0
    tail = common_tail(old[head:], new[head:])
    near = TOKEN.findall(old[len(old) - tail :][:100])
    return head, tail - (len(near[0]) if near else 0)


def _compared(
    before: list[str], after: list[str], effort: Effort
) -> tuple[list[Piece], list[Piece]]:
    gone, come = [], []
    old = new = 0
    for stretch in shared(before, after, effort):
        text = "".join(before[stretch.old : stretch.old + stretch.length])
        is_inside = old < stretch.old and new < stretch.new
        if is_inside and not _HAS_LETTER.search(text):
            continue  # A space between two changed words is part of the change.
        gone += [Piece("".join(before[old : stretch.old]), True), Piece(text)]
        come += [Piece("".join(after[new : stretch.new]), True), Piece(text)]
        old, new = stretch.old + stretch.length, stretch.new + stretch.length
    return (
        [*gone, Piece("".join(before[old:]), True)],
        [*come, Piece("".join(after[new:]), True)],
    )


def _shortened(pieces: list[Piece]) -> tuple[Piece, ...]:
    """The pieces that say something, a long unchanged passage cut in its middle."""
    kept = [piece for piece in pieces if piece.text]
    return tuple(
        piece
        if piece.is_changed or len(piece.text) <= 4 * KEPT_OF_PASSAGE
        else Piece(f"{piece.text[:KEPT_OF_PASSAGE]} … {piece.text[-KEPT_OF_PASSAGE:]}")
        for piece in kept
    )
