"""What the filter sees in a comment: its words, parts of them, and how it is built. Pure.

A token is a text of at most 64 signs. Its first one tells its family: `w` a word, `p` two words in
a row, `g` a part of a word, `c` a piece of writing without spaces, `d` the host of a link, `u` a
word in a link, `n` a word of the name, `s` how the comment is built (see `blog.spam.structure`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from itertools import islice, pairwise

from blog.spam.structure import DOMAIN_SIGN, EMAIL_SIGN, LINK_SIGN, Anatomy, structure

LONGEST_TOKEN = 64
# Who sends more than this shows in its beginning what it is, and the work for a comment is bounded.
LONGEST_TEXT = 5000
MOST_WORDS = 400
OF_LINKS = ("d", "u", "sanylink", "slink", "sdomain", "svideo")
MOST_LINKS = 20
MOST_LINK_WORDS = 20
LONGEST_WORD = 24
GRAM = 4

DOMAINS = (
    "com|net|org|info|biz|co|io|me|tv|us|uk|ru|cn|xyz|online|site|shop|store|top|club|live|vip|win"
    "|bet|app|link|click|pro|ly|gl|gq|tk|ml|cf|ga|de|fr|it|es|br|pl|in|eu|nl|ca|au"
)
LINK = re.compile(r"\b(?:https?|ftp)://[^\s<>\"'\]]{1,2000}|\bwww\.[^\s<>\"'\]]{1,2000}", re.I)
DOMAIN = re.compile(
    rf"(?<![\w@/.-])(?:[a-z0-9-]{{1,40}}\.){{1,3}}(?:{DOMAINS})\b(?:/[^\s<>\"'\]]{{0,500}})?", re.I
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,3}", re.I)
BREAK = re.compile(r"<br\s?/?>", re.I)
MARKUP = re.compile(r"</?[a-z][a-z0-9]{0,14}\b[^<>]{0,500}>", re.I)
SCHEME = re.compile(r"^(?:(?:https?|ftp)://)?(?:www\.)?", re.I)
LINK_WORD = re.compile(r"[a-z]{3,}")

# Letters, with the signs above and below them that some scripts need.
LETTERS = (
    "\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
WORD = re.compile(rf"(?:[^\W_]|[{LETTERS}])+(?:['’][^\W_]+)*|[\ue000-\ue002]")
# Scripts whose words stand without spaces between them, and how many signs make a telling piece.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
PIECE = 3

ACCENTED = re.compile("([a-z])[\u0300-\u036f]+")
LATIN = re.compile("[a-z]")
# Cyrillic and Greek letters that look like Latin ones; they are read so among Latin ones alone.
LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁαβεικνορτυχ", "abekmhopctyxijsdabeikvoptux")
# Figures and signs in place of letters: v1agra, fr€e, $ubscribe.
DISGUISED = re.compile(
    r"[^\W_]{0,24}(?:[a-z][013457]+[a-z]{2}|[a-z][@$€]+[a-z]|(?<!\w)[$€][a-z]{2})[^\W_]{0,24}"
)
DISGUISES = str.maketrans("013457@$€", "oieastase")


def features(text: str, name: str = "", email: str = "", website: str = "") -> set[str]:
    """The tokens of a comment; each counts once, however often it stands there."""
    whole = readable(text[:LONGEST_TEXT])
    rest, links = _without_links(whole)
    words = list(islice(_words(folded(rest)), MOST_WORDS))
    anatomy = Anatomy(whole, rest, sum(map(_length, words)), email, website)
    # How a website's address begins tells nothing: the form itself writes it.
    links.append(SCHEME.sub("", readable(website[:500])))
    tokens = {*structure(anatomy), *_of_words(words), *_of_links(links)}
    tokens.update(f"n{word}" for word in _words(folded(readable(name[:200]))) if _is_word(word))
    return {token for token in tokens if 1 < len(token) <= LONGEST_TOKEN}


def grams(word: str) -> set[str]:
    """The parts of a word, its ends marked: they tell of words that were never seen before."""
    marked = f"^{word}$"
    return {f"g{marked[at : at + GRAM]}" for at in range(max(1, len(marked) - GRAM + 1))}


def with_grams(tokens: Iterable[str]) -> set[str]:
    """What is learnt from a comment: its tokens, and the parts of all its words."""
    learnt = set(tokens)
    for token in tokens:
        if token.startswith("w"):
            learnt |= grams(token[1:])
    return learnt


def without_links(tokens: Iterable[str], told_apart: Container[str]) -> set[str]:
    """What tells of a comment beside its links; of their hosts those that are told apart stay."""
    return {token for token in tokens if token in told_apart or not _is_of_link(token)}


def readable(text: str) -> str:
    """The text as a person sees it: without entities, invisible signs and odd forms of letters."""
    plain = unicodedata.normalize("NFKC", html.unescape(text))[:LONGEST_TEXT]
    return "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign)[0] != "C")


def folded(text: str) -> str:
    """The text in small letters, without accents on Latin ones and without figures for letters."""
    bare = ACCENTED.sub(r"\1", unicodedata.normalize("NFD", text.casefold()))
    plain = unicodedata.normalize("NFC", bare)
    return DISGUISED.sub(lambda match: match[0].translate(DISGUISES), plain)


def _without_links(text: str) -> tuple[str, list[str]]:
    """The text with signs in place of links and tags, and the links."""
    links: list[str] = []

    def note(match: re.Match[str]) -> str:
        links.append(match[0])
        return f" {LINK_SIGN if match.re is LINK else DOMAIN_SIGN} "

    text = EMAIL.sub(f" {EMAIL_SIGN} ", BREAK.sub("\n", text))
    text = DOMAIN.sub(note, LINK.sub(note, text))
    return MARKUP.sub(" ", text), links


def _words(text: str) -> Iterator[str]:
    for match in WORD.finditer(text):
        word = match[0]
        if LATIN.search(word):
            word = word.translate(LOOK_ALIKES)
        yield word.replace("’", "'")


def _of_words(words: list[str]) -> Iterator[str]:
    for word in words:
        if word.isdecimal():
            yield f"snumber{min(len(word), 6)}"
        elif UNSPACED.search(word):
            yield from (f"c{word[at : at + PIECE]}" for at in range(max(1, len(word) - PIECE + 1)))
        elif _is_word(word):
            yield f"w{word[:LONGEST_WORD]}"
    for one, two in pairwise(words):
        yield f"p{one[:LONGEST_WORD]} {two[:LONGEST_WORD]}"


def _of_links(links: list[str]) -> Iterator[str]:
    for link in filter(None, links[:MOST_LINKS]):
        link = link.lower()
        yield f"d{SCHEME.sub('', link).partition('/')[0][:60]}"
        yield from (f"u{word[:LONGEST_WORD]}" for word in LINK_WORD.findall(link)[:MOST_LINK_WORDS])


def _length(word: str) -> int:
    """In words; where none stand apart, a piece is about one."""
    return -(-len(word) // PIECE) if UNSPACED.search(word) else 1


def _is_of_link(token: str) -> bool:
    return token.startswith(OF_LINKS) or LINK_SIGN in token or DOMAIN_SIGN in token


def _is_word(word: str) -> bool:
    return not word.isdecimal() and word not in (LINK_SIGN, DOMAIN_SIGN, EMAIL_SIGN)
