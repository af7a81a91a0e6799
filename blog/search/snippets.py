"""Which places of a text a search found: marked pieces of a title, and the densest passages.

The places come from the tokens of the text as it is stored, so case and diacritics of the question
do not matter, and what is shown is the text itself. Knows no HTML: templates escape each piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blog.richtext.prose import letter_edge
from blog.search.asking import Question
from blog.search.tokens import Token, tokens

# So many characters a passage holds, and so far its edges move to stand between two words.
PASSAGE, MOVE = 220, 24
MOST_PASSAGES = 2
# Long texts are looked through in steps, until a step holds a find.
STEP = 20_000


@dataclass(frozen=True)
class Sought:
    """What to mark, in the form that tokens have: words, beginnings of words, words in a row.

    The last word of a row may go on where its mark says so.
    """

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, ...], bool], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.beginnings or self.rows)


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it is what was sought."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Hit:
    """Where something sought stands in a text, and what it was."""

    start: int
    end: int
    what: str


def sought(question: Question, *, in_title: bool) -> Sought:
    """What of a question can stand in a title, or in a text."""
    terms = [t for t in question.terms if not t.field or (in_title and t.field == "title")]
    single = [term for term in terms if len(term.words) == 1]
    return Sought(
        frozenset(term.words[0] for term in single) | {term.whole for term in terms if term.whole},
        tuple(term.words[0] for term in single if term.is_beginning),
        tuple((term.words, term.is_beginning) for term in terms if len(term.words) > 1),
    )


def marked(text: str, wanted: Sought) -> list[Piece]:
    """The whole text in pieces."""
    return _pieces(text, 0, len(text), _hits(text, wanted))


def passages(text: str, wanted: Sought) -> list[list[Piece]]:
    """At most two parts of the text that hold the most of what was sought, in the text's order."""
    for step in range(0, len(text) if wanted else 0, STEP):
        # A little of its neighbours is read, too, so that no row of words is cut in two.
        first = max(0, step - PASSAGE)
        part = text[first : step + STEP + PASSAGE]
        hits = _hits(part, wanted)
        if hits:
            return [_passage(part, hits, window, first, len(text)) for window in _densest(hits)]
    return []


def _hits(text: str, wanted: Sought) -> list[Hit]:
    found = tokens(text)
    single = _single(found, wanted)
    rows = [hit for row in wanted.rows for hit in _rows(found, *row)]
    return sorted([*single, *rows], key=lambda hit: (hit.start, hit.end))


def _single(found: Sequence[Token], wanted: Sought) -> Iterator[Hit]:
    """Where a word stands, or of a pair of letters the one that was sought."""
    for place, token in enumerate(found):
        if token.text in wanted.words:
            yield Hit(token.start, token.end, token.text)
        elif token.text.startswith(wanted.beginnings):
            # What follows a pair begins at its second letter.
            end = found[place + 1].start if token.kind == "pair" else token.end
            yield Hit(token.start, end, next(filter(token.text.startswith, wanted.beginnings)))


def _rows(found: Sequence[Token], words: tuple[str, ...], may_go_on: bool) -> Iterator[Hit]:
    """Where the words follow one another."""
    *first, last = words
    for place, token in enumerate(found):
        if token.text != first[0]:
            continue
        row = [member.text for member in found[place : place + len(words)]]
        is_end = len(row) == len(words) and row[-1].startswith(last)
        if is_end and row[:-1] == first and (may_go_on or row[-1] == last):
            yield Hit(token.start, found[place + len(words) - 1].end, " ".join(words))


def _densest(hits: list[Hit]) -> list[tuple[int, int]]:
    """The spans of the best windows: those with the most different finds, then the most finds.

    A second one is only shown where it holds something that the first does not.
    """
    chosen: list[list[Hit]] = []
    while len(chosen) < MOST_PASSAGES:
        known = {hit.what for window in chosen for hit in window}
        rest = [hit for hit in hits if not any(_is_near(hit, window) for window in chosen)]
        windows = [window for window in _windows(rest) if {hit.what for hit in window} - known]
        if not windows:
            break
        chosen.append(max(windows, key=lambda window: _worth(window, known)))
    return sorted((window[0].start, max(hit.end for hit in window)) for window in chosen)


def _windows(hits: list[Hit]) -> Iterator[list[Hit]]:
    """For each find those that fit in one passage with it and stand behind it."""
    last = 0
    for first, hit in enumerate(hits):
        last = max(last, first)
        while last < len(hits) and hits[last].end <= hit.start + PASSAGE:
            last += 1
        yield hits[first : max(last, first + 1)]


def _worth(window: list[Hit], known: set[str]) -> tuple[int, int, int]:
    """The more the better, and among equals the earlier one."""
    return len({hit.what for hit in window} - known), len(window), -window[0].start


def _is_near(hit: Hit, window: list[Hit]) -> bool:
    return window[0].start - PASSAGE < hit.start < window[0].start + PASSAGE


def _passage(
    text: str, hits: list[Hit], window: tuple[int, int], before: int, whole: int
) -> list[Piece]:
    """The text around a window: `before` stands before `text` in what is `whole` so long."""
    start, end = window
    slack = max(0, PASSAGE - (end - start)) // 2
    # What one side cannot use is given to the other.
    begin = max(0, min(start - slack, len(text) - PASSAGE))
    close = min(len(text), max(end, begin + PASSAGE))
    # So near an end of the text that an ellipsis would take as much room, it goes to that end.
    begin = min(start, _between_words(text, begin)) if begin > MOVE else 0
    close = max(end, _between_words(text, close)) if close < len(text) - MOVE else len(text)
    pieces = _pieces(text, begin, close, hits)
    opening = [Piece("… ")] if before + begin else []
    closing = [Piece(" …")] if before + close < whole else []
    return [*opening, *pieces, *closing]


def _between_words(text: str, place: int) -> int:
    """The nearest place before it that stands between two words, or at least between letters."""
    space = text.rfind(" ", max(0, place - MOVE), place)
    return space + 1 if space >= 0 else letter_edge(text, place)


def _pieces(text: str, begin: int, close: int, hits: list[Hit]) -> list[Piece]:
    """That part of the text, cut where a find begins or ends; finds that overlap are one."""
    edges = [(max(hit.start, begin), min(hit.end, close)) for hit in hits]
    merged: list[list[int]] = []
    for start, end in edges:
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    pieces, place = list[Piece](), begin
    for start, end in merged:
        pieces += [Piece(text[place:start]), Piece(text[start:end], is_hit=True)]
        place = end
    pieces.append(Piece(text[place:close]))
    return [piece for piece in pieces if piece.text]
