"""The owner's lists of words and networks: whether one of them meets a comment. Knows no database.

Words are compared by whole words, whatever their case, their accents and their width; a `*` stands
for any letters within a word. The effort grows with the text and the number of rules, never faster.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# The stronger act comes first: what is refused cannot be allowed by another rule.
ACTS = ("refuse", "allow", "hold")
FEWEST_LETTERS = 2
WIDEST = {4: 8, 6: 16}

# Accents and vowel points, which many leave out, and what makes emoji look differently.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652\u0670\ufe00-\ufe0f]")
# Han, kana, Thai and their neighbours are written without spaces: each sign is a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff]"
)
# It stands between the parts of a comment, so that no phrase begins in one and ends in the next.
_BREAK = "\n"


@dataclass(frozen=True)
class Line:
    """One rule that holds now."""

    kind: str
    pattern: str
    act: str


@dataclass(frozen=True)
class Match:
    """A rule that meets a comment."""

    act: str
    pattern: str
    kind: str


class Rules:
    """The lines, made ready to be asked; see `compiled`."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.words: list[tuple[Match, str]] = []
        self.networks: dict[tuple[int, int], dict[int, Match]] = defaultdict(dict)
        self.senders: dict[str, Match] = {}
        for line in lines:
            match = Match(line.act, line.pattern, line.kind)
            if line.kind == "word":
                self.words.append((match, folded(line.pattern, keep="*")))
            elif line.kind == "sender":
                self.senders[line.pattern] = match
            elif network := network_of(line.pattern):
                size = network.version, network.prefixlen
                self.networks[size][int(network.network_address)] = match


@lru_cache(maxsize=4)
def compiled(lines: tuple[Line, ...]) -> Rules:
    """The rules of these lines; the same lines are made ready once."""
    return Rules(lines)


def found(
    rules: Rules, *, texts: Iterable[str] = (), address: str = "", keys: Iterable[str] = ()
) -> list[Match]:
    """The rules that meet a comment, the strongest act first.

    `texts` are its text, name, website and e-mail; `address` is the sender's, and `keys` the hashes
    of their network.
    """
    met = _words(rules, texts) + _networks(rules, address)
    met += [rules.senders[key] for key in keys if key in rules.senders]
    return sorted(met, key=lambda match: ACTS.index(match.act))


def act_of(matches: Iterable[Match]) -> str | None:
    """What the rules that were met ask for together; None where none was met."""
    return min((match.act for match in matches), key=ACTS.index, default=None)


def folded(text: str, keep: str = "") -> str:
    """The words of a text as they are compared, with one space around each."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFC", _MARKS.sub("", plain))
    places = {ord(sign): sign if sign in keep else _place(sign) for sign in set(plain)}
    return f" {' '.join(plain.translate(places).split())} "


def letters_of(pattern: str) -> str:
    """What a pattern for words holds beside spaces, signs and stars."""
    return folded(pattern).replace(" ", "")


def network_of(text: str) -> IPv4Network | IPv6Network | None:
    """The network that somebody wrote, as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32."""
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    mapped = isinstance(network, IPv6Network) and network.network_address.ipv4_mapped
    if mapped and network.prefixlen >= 96:
        return IPv4Network((mapped, network.prefixlen - 96))
    return network


def _place(sign: str) -> str:
    """What becomes of a sign: part of a word, a word of its own, or what parts words."""
    category = unicodedata.category(sign)
    if category == "Cf":  # Hidden signs, put between letters to be found by nobody.
        return ""
    if category == "So" or _UNSPACED.match(sign):
        return f" {sign} "
    return " " if category[0] in "CPSZ" else sign


def _words(rules: Rules, texts: Iterable[str]) -> list[Match]:
    if not rules.words:
        return []
    text = _BREAK.join(folded(part) for part in texts)
    words = text.split(" ")
    return [match for match, pattern in rules.words if _holds(text, words, pattern)]


def _holds(text: str, words: list[str], pattern: str) -> bool:
    if "*" not in pattern:
        return pattern in text
    wanted = [word.split("*") for word in pattern.split()]
    if not all(piece in text for pieces in wanted for piece in pieces):
        return False
    places = range(len(words) - len(wanted) + 1)
    return any(_fit(words[at : at + len(wanted)], wanted) for at in places)


def _fit(words: list[str], wanted: list[list[str]]) -> bool:
    return all(_fits(word, pieces) for word, pieces in zip(words, wanted, strict=True))


def _fits(word: str, pieces: list[str]) -> bool:
    """Whether the pieces stand in a word one after another, the first and last at its ends.

    Each piece is taken where it first stands, which finds a way if there is one: nothing is tried
    twice.
    """
    if len(pieces) == 1:
        return word == pieces[0]
    first, *middle, last = pieces
    if not word.startswith(first) or word in ("", _BREAK):
        return False
    at = len(first)
    for piece in middle:
        at = word.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return len(word) - len(last) >= at and word.endswith(last)


def _networks(rules: Rules, address: str) -> list[Match]:
    sender = _address_of(address)
    if sender is None:
        return []
    met = []
    for (version, length), networks in rules.networks.items():
        if version == sender.version:
            rest = sender.max_prefixlen - length
            match = networks.get(int(sender) >> rest << rest)
            met += [match] if match else []
    return met


def _address_of(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
