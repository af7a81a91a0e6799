"""Which known words somebody may have meant by one that is not known; pure."""

from __future__ import annotations

from collections.abc import Iterable

# Shorter words are too near to too many others.
SHORTEST, LONGEST = 4, 30
MOST_GUESSES = 5


def can_be_mistyped(word: str) -> bool:
    """Whether it is a word of letters, neither short nor very long."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def reach(word: str) -> int:
    """By how many letters a word may differ from that one and still be meant."""
    return 1 if len(word) <= 5 else 2


def initials(word: str) -> set[str]:
    """The letters that the word meant may begin with: the first may be missing or too much."""
    return set(word[:2])


def guesses(word: str, known: Iterable[tuple[str, int]]) -> list[str]:
    """The nearest of the known words with their frequencies: near before frequent before others."""
    most, letters = reach(word), set(word)
    found = []
    for other, posts in known:
        # A slip changes at most two letters of the set; to look at that is quick.
        if other != word and len(letters.symmetric_difference(other)) <= 2 * most:
            slips = distance(word, other, most)
            if slips <= most:
                found.append((slips, -posts, other))
    return [other for _slips, _posts, other in sorted(found)[:MOST_GUESSES]]


def distance(one: str, other: str, most: int) -> int:
    """Letters put in, left out, exchanged or swapped with a neighbour (optimal string alignment).

    Counts to `most` and one beyond.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [0], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
