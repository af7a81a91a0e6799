"""Reads what somebody typed into the search box; pure, bounded, and never an error.

Every word must be found: `"two words"` side by side, `-word` not at all, `label:name`,
`title:word`, `one | other` either, `begin*` any word that begins so. What joins letters without a
blank (node.js, e-mail, an address) is asked for side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from blog.search.entries import label_mark
from blog.search.tokens import Token, joined, tokens

LONGEST = 500
MOST_CLAUSES = 12  # Nobody seeks by more words, and each costs the database a look.
MOST_ALTERNATIVES = 6
LONGEST_PHRASE = 32
SHORTEST_BEGINNING = 3

_PART = re.compile(
    r"(?P<bar>\|)|(?P<minus>(?<!\S)-+)?(?:(?P<field>label|title):(?=\S))?"
    r'(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"|]+))',
    re.IGNORECASE,
)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"－": "-", "｜": "|"})


@dataclass(frozen=True)
class Term:
    """Words that stand side by side, mostly one.

    `field` is "" for anywhere, title or label. The last word of one that `is_beginning` may go on.
    `whole` is the compound written in one, which is as good. `start` and `end` are its place in
    the question.
    """

    words: tuple[str, ...]
    field: str = ""
    is_beginning: bool = False
    is_quoted: bool = False
    whole: str = ""
    start: int = 0
    end: int = 0

    @property
    def is_word(self) -> bool:
        """Whether it is one word as people type it."""
        return len(self.words) == 1 and not (self.field or self.is_quoted or self.is_beginning)


@dataclass(frozen=True)
class Question:
    """Each clause must hold, by any of its terms; none of those excluded may."""

    text: str
    clauses: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Whether it asks for anything: only what may not be there finds nothing."""
        return bool(self.clauses)

    @property
    def terms(self) -> list[Term]:
        """All that may be found, in the order in which it was typed."""
        return [term for clause in self.clauses for term in clause]

    @property
    def is_only_negative(self) -> bool:
        """Whether it says only what may not be there."""
        return bool(self.excluded) and not self.clauses

    def widened(self) -> Question:
        """The same, with each longer word as the beginning of one: poster finds posters."""
        clauses = tuple(tuple(map(_widened, clause)) for clause in self.clauses)
        return replace(self, clauses=clauses)


def asked(text: str, *, is_typing: bool = False) -> Question:
    """The question that the text puts; while somebody types, the last word may go on."""
    text = text[:LONGEST]
    reading = _Reading(text)
    for part in _PART.finditer(text.translate(_QUOTES)):
        reading.take(part)
    if is_typing and text and not text[-1].isspace():
        reading.let_last_go_on()
    clauses = tuple(map(tuple, reading.clauses[:MOST_CLAUSES]))
    return Question(text, clauses, tuple(reading.excluded[:MOST_CLAUSES]))


@dataclass
class _Reading:
    text: str
    clauses: list[list[Term]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    is_after_bar: bool = False

    def take(self, part: re.Match[str]) -> None:
        if part["bar"]:
            self.is_after_bar = True
            return
        term = _term(part)
        if term is None:
            return
        if part["minus"]:
            self.excluded.append(term)
        elif self.is_after_bar and self.clauses:
            self.clauses[-1] = [*self.clauses[-1], term][:MOST_ALTERNATIVES]
        else:
            self.clauses.append([term])
        self.is_after_bar = False

    def let_last_go_on(self) -> None:
        if self.clauses and (last := self.clauses[-1][-1]).end == len(self.text):
            goes_on = last.field != "label" and not last.is_quoted
            self.clauses[-1][-1] = replace(last, is_beginning=goes_on or last.is_beginning)


def _term(part: re.Match[str]) -> Term | None:
    group = "quoted" if part["quoted"] is not None else "plain"
    said, name = part[group], (part["field"] or "").lower()
    cut = tokens(said)[: LONGEST_PHRASE + 1]
    if not cut:
        return None
    start, end = part.span(group)
    if name == "label":
        return Term((label_mark(cut),), name, start=start, end=end)
    words, is_open = _side_by_side(cut)
    return Term(
        words[:LONGEST_PHRASE],
        name,
        is_beginning=is_open or (group == "plain" and said.endswith("*")),
        is_quoted=group == "quoted",
        whole=_in_one(said, cut),
        start=start,
        end=end,
    )


def _side_by_side(cut: list[Token]) -> tuple[tuple[str, ...], bool]:
    """The words, and whether the last may go on: a letter alone is sought within its pairs.

    The last letter of a run need not be one in the text.
    """
    words = tuple(token.text for token in cut)
    if cut[-1].kind != "end":
        return words, False
    if len(cut) > 1 and cut[-2].kind == "pair":
        return words[:-1], False
    return words, True


def _in_one(said: str, cut: list[Token]) -> str:
    """The compound that all of it makes, if it does."""
    if len(cut) < 2 or any(token.kind != "word" for token in cut):
        return ""
    one = "".join(token.text for token in cut)
    return one if one in joined(said, cut) else ""


def _widened(term: Term) -> Term:
    word = term.words[0]
    # 100 is no beginning of 1000.
    may_go_on = term.is_word and len(word) >= SHORTEST_BEGINNING and not word.isdecimal()
    return replace(term, is_beginning=True) if may_go_on else term
