"""Names after an `@` as links, in the tokens of a comment's Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from markdown_it.token import Token

# No name begins inside a word or an e-mail address.
_BEFORE = r"(?<![\w@.+-])@"


def link_mentions(tokens: list[Token], mentions: Mapping[str, str]) -> None:
    """Make each `@name` of the text a link to its address; code and links stay as they are.

    Of two names of which one begins with the other the longer one is meant. Letters' case does
    not matter, nor how many blanks a name has.
    """
    known = {_key(form): address for name, address in mentions.items() for form in _forms(name)}
    known.pop("", None)
    if not known:
        return
    longest_first = sorted(known, key=len, reverse=True)
    names = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    pattern = re.compile(rf"{_BEFORE}({names})(?!\w)", re.IGNORECASE)
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, pattern, known))


def _linked(
    tokens: list[Token], pattern: re.Pattern[str], known: Mapping[str, str]
) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield from _split(token.content, pattern, known)
        else:
            yield token


def _split(text: str, pattern: re.Pattern[str], known: Mapping[str, str]) -> Iterator[Token]:
    end = 0
    for found in pattern.finditer(text):
        address = known.get(_key(found[1]))
        if address is None or _goes_on(text, found.end()):
            continue
        yield Token("text", "", 0, content=text[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": address})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        end = found.end()
    yield Token("text", "", 0, content=text[end:])


def _forms(name: str) -> set[str]:
    """The name as keyboards of different systems write its accents."""
    return {unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)}


def _key(name: str) -> str:
    return " ".join(name.lower().split())


def _goes_on(text: str, end: int) -> bool:
    """Whether a mark follows that belongs to the last letter."""
    return end < len(text) and unicodedata.category(text[end])[0] == "M"
