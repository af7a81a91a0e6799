"""Naive Bayes over the tokens of a comment, and the words that told most. Pure.

A token's weight is log(p / (1 - p)), where p is the share of spam among the comments that have it,
were there as many spam as ham, drawn towards one half by `DOUBT` comments of either kind
(Robinson's smoothing of Graham's filter: a word seen once tells little). Weights add up, as naive
Bayes has it, but words of one text are no independent witnesses: the sum is divided by the number
of witnesses to the power of `DAMPING`, so that a long comment is not surer than a short one. A word
never seen before speaks through its parts, the mean of their weights. A logistic curve, fitted by
cross-validation (`make bench` prints it), turns the sum into a probability.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from blog.spam.features import grams, with_grams
from blog.spam.structure import DOMAIN_SIGN, EMAIL_SIGN, LINK_SIGN, TRAITS

DOUBT = 1.0
DAMPING = 0.6
PAIR_WEIGHT = 0.7
# Each comment of the prior counts as so many of the blog's own.
PRIOR_WEIGHT = 0.4
# Fitted to what cross-validation gave the open sets, as much spam as ham.
SLOPE, MIDDLE = 2.87, 1.4
# From HOLD on a comment is held, from SPAM on it is thought to be spam. Over all open sets,
# divided into fifths in ten ways, HOLD held 0.9 % of the ham, SPAM none (`make bench` measures it).
HOLD, SPAM = 0.8, 0.995
MOST_TELLING = 6
LEAST_TELLING = 0.3
SIGNS = (LINK_SIGN, DOMAIN_SIGN, EMAIL_SIGN)


@dataclass(frozen=True)
class Judgement:
    """How probable it is that a comment is spam, and what told so, or spoke against it.

    The weights of what told are positive for spam, the most telling first. `without_links` is the
    probability by all but its links, None where nobody asked for that.
    """

    probability: float
    telling: list[tuple[str, float]]
    without_links: float | None = None


@dataclass
class Counts:
    """In how many comments, ham and spam, each token was seen; the empty one counts them all."""

    seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def learn(self, tokens: Iterable[str], is_spam: bool, times: int = 1) -> None:
        """Count a comment by its tokens; -1 times takes back what was learnt before."""
        for token in ("", *with_grams(set(tokens))):
            ham, spam = self.seen.get(token, (0, 0))
            seen = (ham, spam + times) if is_spam else (ham + times, spam)
            if any(seen):
                self.seen[token] = seen
            else:
                self.seen.pop(token, None)


@dataclass(frozen=True)
class Knowledge:
    """What a blog's own moderators taught, and what the filter was shipped with."""

    own: Mapping[str, tuple[int, int]]
    prior: Mapping[str, tuple[int, int]]
    prior_weight: float = PRIOR_WEIGHT

    def seen(self, token: str) -> tuple[float, float] | None:
        """In how much ham and spam it was; None if in neither, or if the counts are spoilt."""
        own, prior = self.own.get(token, (0, 0)), self.prior.get(token, (0, 0))
        ham = max(0, own[0]) + self.prior_weight * prior[0]
        spam = max(0, own[1]) + self.prior_weight * prior[1]
        return (ham, spam) if ham + spam else None


def judge(tokens: Iterable[str], knowledge: Knowledge) -> Judgement:
    """What is known makes of a comment."""
    weights = _weights(tokens, knowledge)
    return Judgement(_probability(_sum(weights)), _telling(weights))


def unknown_words(tokens: Iterable[str], knowledge: Knowledge) -> list[str]:
    """The words that only their parts can tell of, in a fixed order."""
    words = (token for token in tokens if token.startswith("w"))
    return sorted(token[1:] for token in words if not knowledge.seen(token))


def _weights(tokens: Iterable[str], knowledge: Knowledge) -> dict[str, float]:
    hams, spams = knowledge.seen("") or (0.0, 0.0)
    totals = (max(1.0, hams), max(1.0, spams))
    weights = {token: _weight(token, knowledge, totals) for token in tokens}
    return {token: weight for token, weight in weights.items() if weight}


def _weight(token: str, knowledge: Knowledge, totals: tuple[float, float]) -> float:
    seen = knowledge.seen(token)
    if seen:
        return _log_odds(seen, totals) * (PAIR_WEIGHT if token.startswith("p") else 1)
    if not token.startswith("w"):
        return 0.0
    parts = [_log_odds(seen, totals) for seen in map(knowledge.seen, grams(token[1:])) if seen]
    return math.fsum(parts) / len(parts) if parts else 0.0


def _log_odds(seen: tuple[float, float], totals: tuple[float, float]) -> float:
    among_ham, among_spam = seen[0] / totals[0], seen[1] / totals[1]
    number = seen[0] + seen[1]
    share = (DOUBT / 2 + number * among_spam / (among_ham + among_spam)) / (DOUBT + number)
    return math.log(share / (1 - share))


def _sum(weights: Mapping[str, float]) -> float:
    if not weights:
        return 0.0
    # Exact, so that the same words in another order are the same comment.
    return math.fsum(weights.values()) / math.pow(len(weights), DAMPING)


def _probability(total: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, SLOPE * (total - MIDDLE)))))


def _telling(weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """The strongest weights that can be told in words, each once."""
    told: dict[str, float] = {}
    for token, weight in sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0])):
        words = _in_words(token)
        if words and words not in told and abs(weight) >= LEAST_TELLING:
            told[words] = round(weight, 2)
            if len(told) == MOST_TELLING:
                break
    return list(told.items())


def _in_words(token: str) -> str:
    """What a moderator reads for a token; nothing for what is no word."""
    if any(sign in token for sign in SIGNS) or token[0] in "gc":
        return ""
    return TRAITS.get(token, "") if token.startswith("s") else token[1:]
