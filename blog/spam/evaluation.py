"""How well the filter tells spam from ham in comments that people have labelled. Pure.

Five-fold cross-validation: each fifth is judged by what was learnt from the other four and from the
prior. Comments with the same words stand in the same fifth, so that no copy of a judged comment was
ever learnt. A share of spam caught and one of ham held belong to a threshold: a comment is caught,
or held, whose probability is at or above it.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from blog.spam.bayes import HOLD, SPAM, Counts, Knowledge, judge
from blog.spam.features import features, folded, readable
from blog.spam.samples import BadSamples, Sample

FOLDS = 5
SEED = 2026
HELD, CAUGHT = 0.01, 0.95
POINTS = 40

Tokens = Mapping[str, tuple[int, int]]
Scored = list[tuple[float, bool]]


def evaluate(samples: Sequence[Sample], prior: Tokens, seed: int = SEED) -> dict[str, object]:
    """All measures of these comments as what JSON can hold. Raises BadSamples if they are too few.

    `without_grouping` is the same with equal texts wherever chance puts them, `without_prior` what
    the comments teach alone, `prior_alone` what the prior knows of them without having seen any.
    """
    tokens = [features(sample.text) for sample in samples]
    grouped = _folds(samples, [_same(sample.text) for sample in samples], seed)
    scattered = _folds(samples, [str(number) for number in range(len(samples))], seed)
    scored = _crossed(samples, tokens, grouped, prior)
    alone = Knowledge({}, prior)
    pairs = zip(samples, tokens, strict=True)
    return {
        **_numbers(samples),
        "folds": FOLDS,
        **_measures(scored),
        "curve": _curve(scored),
        "without_grouping": _measures(_crossed(samples, tokens, scattered, prior)),
        "without_prior": _measures(_crossed(samples, tokens, grouped, {})),
        "prior_alone": _measures([(judge(one, alone).probability, s.is_spam) for s, one in pairs]),
    }


def _numbers(samples: Sequence[Sample]) -> dict[str, int]:
    spam = sum(sample.is_spam for sample in samples)
    return {"comments": len(samples), "spam": spam, "ham": len(samples) - spam}


def _same(text: str) -> str:
    return re.sub(r"[\W_]+", "", folded(readable(text)))


def _folds(samples: Sequence[Sample], groups: Sequence[str], seed: int) -> list[int]:
    """The fold of each sample: groups stay together, and each fold gets its share of both kinds."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        members[group].append(number)
    chance = random.Random(seed)
    folds = [0] * len(samples)
    for kind in (False, True):
        own = [group for group in members.values() if samples[group[0]].is_spam is kind]
        if len(own) < FOLDS:
            what = "spam" if kind else "ham"
            raise BadSamples(f"it takes {FOLDS} different comments that are {what}, not {len(own)}")
        chance.shuffle(own)
        sizes = [0] * FOLDS
        for numbers in sorted(own, key=len, reverse=True):
            smallest = sizes.index(min(sizes))
            sizes[smallest] += len(numbers)
            for number in numbers:
                folds[number] = smallest
    return folds


def _crossed(
    samples: Sequence[Sample], tokens: Sequence[set[str]], folds: Sequence[int], prior: Tokens
) -> Scored:
    counts = Counts()
    for sample, own in zip(samples, tokens, strict=True):
        counts.learn(own, sample.is_spam)
    scored: Scored = []
    for fold in range(FOLDS):
        part = [number for number, its in enumerate(folds) if its == fold]
        for number in part:
            counts.learn(tokens[number], samples[number].is_spam, -1)
        known = Knowledge(counts.seen, prior)
        scored += [(judge(tokens[one], known).probability, samples[one].is_spam) for one in part]
        for number in part:
            counts.learn(tokens[number], samples[number].is_spam)
    return scored


def _measures(scored: Scored) -> dict[str, object]:
    share = _shares(scored)
    thresholds = sorted({probability for probability, _is_spam in scored})
    points = [share(threshold) for threshold in thresholds]
    return {
        "caught_at_1_percent_ham_held": _rounded(
            max((caught for caught, held in points if held <= HELD), default=0.0)
        ),
        "ham_held_at_95_percent_caught": _rounded(
            min(held for caught, held in points if caught >= CAUGHT)
        ),
        "at_shipped_thresholds": {
            "hold": _point(share, HOLD),
            "spam": _point(share, SPAM),
        },
        "area_under_curve": _rounded(_area(scored)),
    }


def _shares(scored: Scored) -> Callable[[float], tuple[float, float]]:
    """What share of spam and of ham stands at or above a threshold."""
    ham = sorted(probability for probability, is_spam in scored if not is_spam)
    spam = sorted(probability for probability, is_spam in scored if is_spam)

    def share(threshold: float) -> tuple[float, float]:
        caught, held = (1 - bisect_left(kind, threshold) / len(kind) for kind in (spam, ham))
        return caught, held

    return share


def _point(share: Callable[[float], tuple[float, float]], threshold: float) -> dict[str, float]:
    caught, held = share(threshold)
    return {"spam_caught": _rounded(caught), "ham_held": _rounded(held)}


def _curve(scored: Scored) -> list[dict[str, float]]:
    """Points at which the threshold meets the spam, evenly many comments apart."""
    share = _shares(scored)
    spam = sorted({probability for probability, is_spam in scored if is_spam})
    step = max(1, len(spam) // POINTS)
    return [
        {"threshold": round(threshold, 6)} | _point(share, threshold) for threshold in spam[::step]
    ]


def _area(scored: Scored) -> float:
    """How often a comment that is spam stands above one that is ham; a draw counts one half."""
    ham = sorted(probability for probability, is_spam in scored if not is_spam)
    spam = [probability for probability, is_spam in scored if is_spam]
    below = sum(bisect_left(ham, one) + bisect_right(ham, one) for one in spam)
    return below / (2 * len(ham) * len(spam))


def _rounded(share: float) -> float:
    return round(share, 4)
