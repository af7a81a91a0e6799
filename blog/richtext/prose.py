"""HTML back to plain text: for search, summaries, word counts and the tongue of a text."""

from __future__ import annotations

import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .characters import scrubbed, shallow
from .names import names

SUMMARY_LENGTH = 280

_INLINE = names(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q rp rt"
    " ruby s samp small span strike strong sub sup time tt u var wbr"
)
_SILENT = names("script style template noscript iframe svg math textarea select title")
_CODE = frozenset({"pre", "code", "kbd", "samp"})

_TWO_A_WORD = re.compile(
    r"[\u3005\u3007\u3041-\u3096\u30a1-\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U000323af]"
)
_FIVE_A_WORD = re.compile(r"[\u0e01-\u0e4e\u0e81-\u0edf\u1000-\u109f\u1780-\u17d3]")
_LETTER = re.compile(r"\w")
_FLAG_LETTERS = re.compile(r"[\U0001f1e6-\U0001f1ff]*\Z")


def plain_text(html: str) -> str:
    """The text of some HTML, whitespace folded, blocks apart by a space."""
    return folded(_text(parsed(html), skip=_SILENT))


def prose(html: str) -> str:
    """Plain text without code, which is English in every tongue."""
    return folded(_text(parsed(html), skip=_SILENT | _CODE))


def summarised(text: str, length: int = SUMMARY_LENGTH) -> str:
    """At most `length` characters, cut at a word (or between two letters where a script has no
    spaces) and closed by an ellipsis if anything is missing."""
    if len(text) <= length:
        return text
    end = length - 1
    space = text.rfind(" ", 0, end + 1)
    # Without a space near the end the script has none: cut between whole letters.
    end = space if space >= end - 40 else letter_edge(text, end)
    return text[:end].rstrip(" ,;:.–—-、。،؛") + "…"


def word_count(text: str) -> int:
    """Words for a reading time: two Chinese or Japanese characters count as one word, five
    letters of Thai, Lao, Burmese or Khmer likewise, everything else by spaces."""
    pairs, fives = len(_TWO_A_WORD.findall(text)), len(_FIVE_A_WORD.findall(text))
    rest = _FIVE_A_WORD.sub(" ", _TWO_A_WORD.sub(" ", text))
    return -(-pairs // 2) + -(-fives // 5) + sum(1 for part in rest.split() if _LETTER.search(part))


def folded(text: str) -> str:
    """The text with every run of whitespace as one space, none at the ends."""
    return " ".join(text.split())


def parsed(html: str) -> LexborNode | None:
    """The body of the tree that a browser would make of this HTML."""
    # The doctype asks for standards mode; the explicit body keeps a frameset from replacing it.
    return LexborHTMLParser(f"<!DOCTYPE html><body>{shallow(scrubbed(html))}").body


def _text(body: LexborNode | None, skip: frozenset[str]) -> str:
    pieces: list[str] = []
    stack: list[LexborNode | str] = [body] if body is not None else []
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.is_text_node:
            pieces.append(node.text_content or "")
        elif node.is_element_node and node.tag not in skip and not _is_footnote_mark(node):
            edge = "" if node.tag in _INLINE else " "
            stack.append(edge)
            stack.extend(reversed(children(node)))
            stack.append(edge)
    return scrubbed("".join(pieces))


def _is_footnote_mark(node: LexborNode) -> bool:
    return (node.attributes.get("class") or "") in {"footnote-ref", "footnote-backref"}


def children(node: LexborNode) -> list[LexborNode]:
    """All child nodes in order: elements, text and comments."""
    found = []
    child = node.first_child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def letter_edge(text: str, end: int) -> int:
    """The last place at or before `end` that stands between two whole letters."""
    start = end
    while end > max(1, start - 20) and _is_inside(text, end):
        end -= 1
    return end


def _is_inside(text: str, place: int) -> bool:
    """Whether the place stands within what a reader sees as one letter."""
    if text[place - 1] == "\u200d" or _continues(text[place]):
        return True
    # Two of these letters make a flag: behind an odd number of them one is not whole yet.
    before = _FLAG_LETTERS.search(text, max(0, place - 40), place)
    is_letter = "\U0001f1e6" <= text[place] <= "\U0001f1ff"
    return is_letter and before is not None and len(before[0]) % 2 == 1


def _continues(char: str) -> bool:
    joins = char in "\u200d\u0e33\u0eb3" or "\U0001f3fb" <= char <= "\U0001f3ff"
    return joins or unicodedata.category(char) in {"Mn", "Mc", "Me"}
