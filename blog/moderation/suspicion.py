"""What makes a comment suspicious, and how much: weights in log-odds, added up. Knows no database.

The weights are set by hand against the sum from which a comment waits (`judging.HOLD_FROM`, 1.4):
a person who does one odd thing passes, whoever does several waits. The filter's opinion of the
words is one of them, and the only one that was measured (see `blog.spam.bayes`).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from blog.moderation.reasons import Reason
from blog.spam.bayes import HOLD

# Nobody sees that field: what fills it in is a program, whatever it says.
TRAP = 10.0
# Whoever was read and approved before may well send a link.
KNOWN = -2.0
# Some have no JavaScript, some leave a page open over night.
UNSTAMPED = STALE = 0.3
DAY = timedelta(days=1)
# Reading, writing and a name take longer.
QUICK, QUICKEST = 1.2, timedelta(seconds=3)
# One or two links are an answer, more an advertisement.
LINK, FREE_LINKS, MOST_FOR_LINKS = 0.5, 2, 2.5
# Forum and HTML markup for links shows that somebody sends the same everywhere; it waits by itself.
MARKUP = 2.0
ODD = 1.0
SCRIPT = 0.7
# A network is shared by many people: its record alone never holds a comment.
SPAM_BEFORE, MOST_FOR_SPAM = 0.6, 1.2
HELD_BEFORE, MANY_HELD = 0.7, 5
REPEATED, MOST_FOR_REPEATED = 1.0, 2.5
# Good words outweigh a slip, never a trap.
LEAST_OF_FILTER, MOST_OF_FILTER = -2.0, 12.0
# The open sets hardly know a link that is no spam. One or two below harmless words make a comment
# wait, and do not by themselves put it with the spam.
MOST_FOR_ITS_LINKS = 4.0
MOST_WORDS_TOLD = 6

_LINK = re.compile(r"(?i)\bhttps?://(?:www\.)?|\bwww\.\w")
_FOREIGN = re.compile(r'<a [^>]*href="(?!/[^/])|<img ')
_MARKUP = re.compile(r"(?i)\[/?(?:url|link)\b|<\s*a\s[^>]{0,200}href|\[link=")
# Letters that look like plain ones, and signs that hide between letters.
_DISGUISED = re.compile("[\u200b\u2060\ufeff\u202d\u202e\U0001d400-\U0001d7ff]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_MIXABLE = {"LATIN", "CYRILLIC", "GREEK"}
FEWEST_LETTERS = 10
SCRIPT_SHARE = 0.05


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against a comment; numbers are those of the last day.

    `probability` is the filter's for its words, None where it was not asked, `without_links` what
    it would be without the links, and `words` are those that told most.
    """

    text: str
    html: str
    post_text: str
    trap: str
    stamp_age: timedelta | None
    spam_of_network: int
    held_of_network: int
    posts_with_text: int
    probability: float | None
    words: Sequence[str] = ()
    without_links: float | None = None


def suspicion(evidence: Evidence) -> list[Reason]:
    """What there is, each with its weight; the strongest first."""
    reasons = [
        *_of_form(evidence), *_of_sender(evidence), *_of_text(evidence), *_of_filter(evidence)
    ]  # fmt: skip
    return sorted(reasons, key=weight_of, reverse=True)


def weight_of(reason: Reason) -> float:
    """How much it speaks for spam."""
    weight = reason.get("weight", 0.0)
    return float(weight) if isinstance(weight, int | float) else 0.0


def probability_of(weight: float) -> float:
    """The probability that a sum of log-odds stands for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, weight))))


def log_odds(probability: float) -> float:
    """The log-odds of a probability, within bounds."""
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))


def number_of_links(text: str, html: str) -> int:
    """How many links and pictures it carries, be they shown as such or not.

    Links within the blog, such as to the comment of somebody who is named, are none.
    """
    return max(len(_LINK.findall(text)), len(_FOREIGN.findall(html)))


def _of_form(evidence: Evidence) -> Iterator[Reason]:
    age = evidence.stamp_age
    if evidence.trap.strip():
        yield {"why": "trap", "weight": TRAP}
    if age is None:
        yield {"why": "unstamped", "weight": UNSTAMPED}
    elif age < QUICKEST:
        yield {"why": "quick", "seconds": math.ceil(age.total_seconds()), "weight": QUICK}
    elif age > DAY:
        yield {"why": "stale", "weight": STALE}


def _of_sender(evidence: Evidence) -> Iterator[Reason]:
    spam, held, posts = (
        evidence.spam_of_network, evidence.held_of_network, evidence.posts_with_text
    )  # fmt: skip
    if spam:
        weight = min(spam * SPAM_BEFORE, MOST_FOR_SPAM)
        yield {"why": "network_spam", "comments": spam, "weight": weight}
    if held >= MANY_HELD:
        yield {"why": "network_held", "comments": held, "weight": HELD_BEFORE}
    if posts:
        weight = min(posts * REPEATED, MOST_FOR_REPEATED)
        yield {"why": "repeated", "posts": posts, "weight": weight}


def _of_text(evidence: Evidence) -> Iterator[Reason]:
    links = number_of_links(evidence.text, evidence.html)
    if links > FREE_LINKS:
        weight = min((links - FREE_LINKS) * LINK, MOST_FOR_LINKS)
        yield {"why": "links", "links": links, "weight": weight}
    if _MARKUP.search(evidence.text):
        yield {"why": "markup", "weight": MARKUP}
    if _is_disguised(evidence.text):
        yield {"why": "odd", "weight": ODD}
    if _is_foreign(evidence.text, evidence.post_text):
        yield {"why": "script", "weight": SCRIPT}


def _of_filter(evidence: Evidence) -> Iterator[Reason]:
    if evidence.probability is None:
        return
    most = MOST_FOR_ITS_LINKS if _is_harmless_but_for_links(evidence) else MOST_OF_FILTER
    weight = min(max(log_odds(evidence.probability), LEAST_OF_FILTER), most)
    yield {
        "why": "filter",
        "percent": round(100 * evidence.probability),
        "words": list(evidence.words[:MOST_WORDS_TOLD]),
        "weight": round(weight, 2),
    }


def _is_harmless_but_for_links(evidence: Evidence) -> bool:
    rest = evidence.without_links
    has_few = number_of_links(evidence.text, evidence.html) <= FREE_LINKS
    return has_few and rest is not None and rest < HOLD


def _is_disguised(text: str) -> bool:
    if _DISGUISED.search(text):
        return True
    words = (word for word in _WORD.findall(text) if not word.isascii())
    return any(len(_scripts(word).keys() & _MIXABLE) > 1 for word in words)


def _is_foreign(text: str, post_text: str) -> bool:
    """Whether most of its letters are of a script that the post hardly has."""
    own, here = _scripts(text), _scripts(post_text[:5_000])
    if own.total() < FEWEST_LETTERS or here.total() < FEWEST_LETTERS:
        return False
    script, _number = own.most_common(1)[0]
    return here[script] < SCRIPT_SHARE * here.total()


def _scripts(text: str) -> Counter[str]:
    letters = (sign for sign in text if sign.isalpha())
    return Counter(
        "LATIN" if sign.isascii() else unicodedata.name(sign, "").partition(" ")[0]
        for sign in letters
    )
