"""The difference of two texts: what a person reads of it, and that it is found in bounded work."""

from __future__ import annotations

import random

import pytest

from blog.posts.diffs import MOST_ROWS, DiffLine, Piece, changed_words, lines
from blog.posts.matching import Effort, Stretch, common_head, common_tail, shared

MEGABYTE = 1_000_000


def written(pieces: tuple[Piece, ...]) -> str:
    """The pieces as one line, what changed in brackets."""
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in pieces)


def told(rows: list[DiffLine]) -> list[tuple[str, ...]]:
    """The rows in a form that a table of tests can hold."""
    found: list[tuple[str, ...]] = []
    for row in rows:
        if row.kind == "fold":
            found.append(("fold", str(row.hidden)))
        elif row.kind == "changed":
            found.append(("changed", written(row.old), written(row.new)))
        elif row.kind == "removed":
            found.append(("removed", written(row.old)))
        else:
            found.append((row.kind, written(row.new)))
    return found


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("", "", []),
        ("The same.", "The same.", []),
        ("One.\r\nTwo.\r\n", "One.\nTwo.", []),
        ("One.\rTwo.", "One.\nTwo.\n\n", []),
        ("", "New.", [("added", "[New.]")]),
        ("Old.", "", [("removed", "[Old.]")]),
        (
            "A brave new world.", "A brave old world.",
            [("changed", "A brave [new] world.", "A brave [old] world.")],
        ),
        (
            "It ends here.", "It ends here. Or does it?",
            [("changed", "It ends here.", "It ends here.[ Or does it?]")],
        ),
        (
            "one two three four", "one 2 3 four",
            [("changed", "one [two three] four", "one [2 3] four")],
        ),
        ("Wholly other words", "Nothing of that", [
            ("removed", "[Wholly other words]"), ("added", "[Nothing of that]"),
        ]),
        (
            "First.\n\nSecond.", "First.\n\nBetween.\n\nSecond.",
            [("same", "First."), ("same", ""), ("added", "[Between.]"), ("added", "[]"),
             ("same", "Second.")],
        ),
        ("我喜欢红色的花。", "我喜欢白色的花。", [
            ("changed", "我喜欢[红]色的花。", "我喜欢[白]色的花。"),
        ]),
        ("שלום עולם יפה", "שלום עולם גדול", [
            ("changed", "שלום עולם [יפה]", "שלום עולם [גדול]"),
        ]),
        ("यह एक किताब है", "यह एक कविता है", [
            ("changed", "यह एक [किताब] है", "यह एक [कविता] है"),
        ]),
        ("می‌خواهم بروم خانه", "می‌خواهم بمانم خانه", [
            ("changed", "می‌خواهم [بروم] خانه", "می‌خواهم [بمانم] خانه"),
        ]),
        (
            "Look 👩‍👩‍👧 here now", "Look 👨‍👩‍👧 here now",
            [("changed", "Look [👩‍👩‍👧] here now", "Look [👨‍👩‍👧] here now")],
        ),
        (
            "a cat <b>sat</b> there", "a cat <i>sat</i> there",
            [("changed", "a cat <[b]>sat</[b]> there", "a cat <[i]>sat</[i]> there")],
        ),
    ],
)  # fmt: skip
def test_a_difference_reads_as_a_person_would_tell_it(
    old: str, new: str, rows: list[tuple[str, ...]]
) -> None:
    assert told(lines(old, new)) == rows


def test_long_same_stretches_are_folded_to_what_stands_next_to_a_change() -> None:
    before = [f"Line {number}." for number in range(20)]
    after = [*before[:10], "Wholly new words.", *before[10:]]
    assert told(lines("\n".join(before), "\n".join(after))) == [
        ("fold", "8"), ("same", "Line 8."), ("same", "Line 9."), ("added", "[Wholly new words.]"),
        ("same", "Line 10."), ("same", "Line 11."), ("fold", "8"),
    ]  # fmt: skip


def test_a_moved_paragraph_does_not_tear_the_others_apart() -> None:
    text = [f"Paragraph {word} stands here." for word in ("one", "two", "three", "four")]
    rows = lines("\n".join(text), "\n".join([text[3], *text[:3]]))
    assert [row.kind for row in rows] == ["added", "same", "same", "same", "removed"]


def test_both_texts_can_be_read_again_from_the_rows() -> None:
    chance = random.Random(7)
    words = ["a", "b", "c", "d,", "e.", "ö", "字"]
    for _ in range(500):
        old, new = (
            [" ".join(chance.choices(words, k=chance.randrange(4))) for _ in range(9)] + ["end"]
            for _ in range(2)
        )
        rows = lines("\n".join(old), "\n".join(new))
        if rows:
            assert read_again(rows, old, "old", "added") == old
            assert read_again(rows, new, "new", "removed") == new


def read_again(rows: list[DiffLine], text: list[str], side: str, other: str) -> list[str]:
    """The lines of one side; what is folded comes from the text itself."""
    found: list[str] = []
    for row in rows:
        if row.kind == "fold":
            found += text[len(found) : len(found) + row.hidden]
        elif row.kind != other:
            found.append("".join(piece.text for piece in getattr(row, side)))
    return found


def huge() -> dict[str, tuple[str, str]]:
    chance = random.Random(1)
    words = [f"w{number}" for number in range(3000)]
    text = [" ".join(chance.choices(words, k=12)) for _ in range(10_000)]
    long_line = " ".join(chance.choices(words, k=170_000))
    coins = ["\n".join(chance.choices("ab", k=10_000)) for _ in range(2)]
    # Between anchors just short of the largest gap: the worst that the matcher can be fed.
    gaps = ["\n".join(f"u{n}" if n % 140 == 0 else pair[n % 4] for n in range(10_000))
            for pair in ("abab", "aabb")]  # fmt: skip
    return {
        "every second line": ("\n".join(text), "\n".join(
            line + (" x" if number % 2 else "") for number, line in enumerate(text))),
        "nothing in common": ("\n".join(text), "\n".join(line[::-1] for line in text)),
        "another order": ("\n".join(text), "\n".join(chance.sample(text, len(text)))),
        "two words only": (coins[0], coins[1]),
        "deep gaps": (gaps[0], gaps[1]),
        "a word in a long line": (long_line, f"{long_line[:500_000]} hello {long_line[500_000:]}"),
        "another long line": (long_line, long_line[::-1]),
        "no spaces": ("a" * MEGABYTE, "a" * 500_000 + "b" + "a" * 499_999),
        "line ends": ("\n" * 500_000 + "a", "x\n" * 500_000),
    }  # fmt: skip


@pytest.mark.parametrize("case", sorted(huge()))
def test_a_megabyte_is_compared_in_bounded_work(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []
    allows = Effort.allows

    def counted(self: Effort, steps: int) -> bool:
        spent.append(steps if allows(self, steps) else 0)
        return spent[-1] == steps

    monkeypatch.setattr(Effort, "allows", counted)
    old, new = huge()[case]
    rows = lines(old, new)
    assert rows
    assert len(rows) <= MOST_ROWS + 1
    assert sum(spent) <= 400_000
    changed_words(old, new)


def test_one_word_in_a_megabyte_is_marked_and_the_rest_cut_short() -> None:
    text = "many words " * 90_000
    (row,) = lines(text, f"{text[:500_005]}hello {text[500_005:]}")
    assert [piece.text.strip() for piece in row.new if piece.is_changed] == ["hello"]
    assert sum(len(piece.text) for piece in row.new) < 1_000


def test_a_difference_without_end_breaks_off() -> None:
    rows = lines("\n".join(f"a{n}" for n in range(5000)), "\n".join(f"b{n}" for n in range(5000)))
    assert len(rows) == MOST_ROWS + 1
    assert rows[-1].kind == "rest"


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("", "", (0, 0)),
        ("one two", "one two", (0, 0)),
        ("one two", "two, one!", (0, 0)),
        ("one two three", "one 2 three four", (2, 1)),
        ("ten words", "tenth words", (1, 1)),
        ("红花", "白花", (1, 1)),
    ],
)
def test_changed_words_are_counted_wherever_they_stand(
    old: str, new: str, counts: tuple[int, int]
) -> None:
    assert changed_words(old, new) == counts


def test_what_is_shared_is_found_in_order() -> None:
    assert shared("abcxyz", "abcQyz", Effort(1000)) == [Stretch(0, 0, 3), Stretch(4, 4, 2)]
    assert shared("", "abc", Effort(1000)) == []


def test_without_effort_only_equal_ends_are_shared() -> None:
    assert shared("aXbYc", "aPbQc", Effort(0)) == [Stretch(0, 0, 1), Stretch(4, 4, 1)]


@pytest.mark.parametrize(
    ("old", "new", "head", "tail"),
    [("", "", 0, 0), ("abc", "abc", 3, 3), ("abc", "abd", 2, 0), ("xbc", "ybc", 0, 2),
     ("abc", "ab", 2, 0), ("abcabc", "abc", 3, 3)],
)  # fmt: skip
def test_equal_ends_are_measured(old: str, new: str, head: int, tail: int) -> None:
    assert common_head(old, new) == head
    assert common_tail(old, new) == tail
