"""By which terms a post is compared, and how much each weighs. Pure: knows no database.

A term weighs more the oftener its post holds it and the fewer posts do (tf-idf). Words that stand
everywhere weigh nothing, in any language, so no list of such words is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log, sqrt

from blog.search.tokens import tokens

# How often a word of the title, and a label, counts as if it stood in the text. `make bench` shows
# what others would do.
TITLE, LABEL = 3, 4
# So many terms of a post are kept: more find little more.
MOST_TERMS = 60
# A term in more posts than that tells little, and would make each comparison long.
MOST_POSTS = 1000
LONGEST_TERM = 80
# What the weights of a post make up together, as the length of an arrow; two posts that are the
# same have the likeness ONE * ONE.
ONE = 1000


def terms(title: str, text: str, label_ids: Iterable[int]) -> dict[str, float]:
    """How often each term counts in a post, the oftener the less each time."""
    often = {term: 1 + log(times) for term, times in Counter(_words(text)).items()}
    for term in set(_words(title)):
        often[term] = often.get(term, 0) + TITLE
    # No word holds a blank, so none is taken for a label.
    return often | {f"label {number}": float(LABEL) for number in label_ids}


def weights(often: Mapping[str, float], posts: Mapping[str, int], total: int) -> dict[str, int]:
    """The strongest terms with their weights; `posts` tells how many of `total` hold a term."""
    strength = {
        term: times * log(total / posts.get(term, 1))
        for term, times in often.items()
        if posts.get(term, 1) < min(total, MOST_POSTS)
    }
    chosen = sorted(strength, key=lambda term: (-strength[term], term))[:MOST_TERMS]
    length = sqrt(sum(strength[term] ** 2 for term in chosen))
    found = {term: round(ONE * strength[term] / length) for term in chosen}
    return {term: weight for term, weight in found.items() if weight}


def _words(text: str) -> Iterable[str]:
    return (token.text[:LONGEST_TERM] for token in tokens(text))
