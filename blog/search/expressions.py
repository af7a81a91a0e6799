"""Says a question in the languages of the two databases; pure.

All that goes into an expression is tokens, which hold neither quotes nor backslashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blog.search.asking import Question, Term
from blog.search.entries import TITLE


def fts5(question: Question, *, in_title: bool = False) -> str:
    """What SQLite's full-text table is asked."""
    clauses = [_either(map(_fts5, clause), " OR ") for clause in question.clauses]
    if in_title:
        clauses += [
            _either((_every(map(_fts5, titled), " AND ") for titled in clause), " OR ")
            for clause in _titled(question)
        ]
    wanted = _every(clauses, " AND ")
    unwanted = " OR ".join(map(_fts5, question.excluded))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def tsquery(question: Question, *, in_title: bool = False) -> str:
    """What PostgreSQL's index is asked: words of a phrase may stand anywhere, see `phrase`."""
    clauses = [_either(map(_tsquery, clause), " | ") for clause in question.clauses]
    if in_title:
        clauses += [
            _either((_every(map(_tsquery, titled), " & ") for titled in clause), " | ")
            for clause in _titled(question)
        ]
    clauses += [f"!{_tsquery(term)}" for term in question.excluded if len(term.words) == 1]
    return _every(clauses, " & ")


def tsquery_of(term: Term) -> str:
    """What PostgreSQL is asked for one term, its words standing anywhere."""
    return _tsquery(term)


def phrase(term: Term) -> str:
    """What a stream of PostgreSQL's holds where it holds the words side by side."""
    return f" {' '.join(term.words)}{'' if term.is_beginning else ' '}"


def _titled(question: Question) -> Iterator[list[list[Term]]]:
    """By clause and term: each word of it as it is asked for in titles."""
    for clause in question.clauses:
        yield [list(_words_in_title(term)) for term in clause]


def _words_in_title(term: Term) -> Iterator[Term]:
    last = len(term.words) - 1
    for place, word in enumerate(term.words):
        goes_on = term.is_beginning and place == last
        yield Term((word,) if term.field == "label" else (TITLE + word,), is_beginning=goes_on)


def _fts5(term: Term) -> str:
    if term.field == "title":
        return _every((_fts5(word) for word in _words_in_title(term)), " AND ")
    star = " *" if term.is_beginning else ""
    asked = f'"{" ".join(term.words)}"{star}'
    if len(term.words) == 1:
        return asked
    side_by_side = f"stream : {asked}"
    return f'({side_by_side} OR "{term.whole}")' if term.whole else f"({side_by_side})"


def _tsquery(term: Term) -> str:
    if term.field == "title":
        return _every((_tsquery(word) for word in _words_in_title(term)), " & ")
    last = len(term.words) - 1
    words = (
        f"'{word}'{':*' if term.is_beginning and place == last else ''}"
        for place, word in enumerate(term.words)
    )
    anywhere = _every(words, " & ")
    return f"({anywhere} | '{term.whole}')" if term.whole else anywhere


def _every(parts: Iterable[str], sign: str) -> str:
    return f"({sign.join(parts)})"


def _either(parts: Iterable[str], sign: str) -> str:
    return f"({sign.join(parts)})"
