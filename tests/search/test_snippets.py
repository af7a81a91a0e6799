"""Which passages of a text are shown, and what in them is marked."""

from __future__ import annotations

import pytest

from blog.search.asking import asked
from blog.search.snippets import Piece, Sought, marked, passages, sought


def words(*some: str) -> Sought:
    return Sought(words=frozenset(some))


def hits(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


def whole(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "sought", "marks"),
    [
        ("École de papier", words("ecole"), ["École"]),
        ("ÉCOLE, e\u0301cole!", words("ecole"), ["ÉCOLE", "e\u0301cole"]),
        ("Straße und STRASSE", words("strasse"), ["Straße", "STRASSE"]),
        ("Ink and inkwell", Sought(beginnings=("ink",)), ["Ink", "inkwell"]),
        ("blue ink, ink blue", Sought(rows=((("ink", "blue"), False),)), ["ink, ink blue"[5:]]),
        ("ink bluer, ink blu", Sought(rows=((("ink", "blue"), True),)), ["ink bluer"]),
        ("no find", words("paper"), []),
    ],
)
def test_what_is_marked_is_the_text_itself(text: str, sought: Sought, marks: list[str]) -> None:
    pieces = marked(text, sought)
    assert whole(pieces) == text
    assert hits(pieces) == marks


def test_a_question_is_marked_by_what_of_it_stands_there() -> None:
    question = asked('title:paper label:ink "hand made" e-mail fold* -glue')
    title, text = (sought(question, in_title=is_title) for is_title in (True, False))
    said = "Paper ink: hand made, handmade, email or e-mail, folding paper with glue"
    assert hits(marked(said, text)) == ["hand made", "email", "e-mail", "folding"]
    assert hits(marked(said, title))[0] == "Paper"


def test_neighbouring_pairs_of_chinese_letters_are_one_mark() -> None:
    pieces = marked("私の活字印刷の本", words("活字", "字印", "印刷"))
    assert hits(pieces) == ["活字印刷"]


def test_of_a_pair_only_the_letter_that_was_sought_is_marked() -> None:
    text = "字の本と字は、活字。" + "はな" * 200 + "字を"
    (passage,) = passages(text, sought(asked("字"), in_title=False))
    assert hits(passage) == ["字", "字", "字"]
    assert hits(marked("น้ำตาล กำลัง", sought(asked("น้ำ"), in_title=True))) == ["น้ำ"]


def test_the_passage_with_the_most_of_the_words_is_shown() -> None:
    far = "Nothing is said here about it. " * 20
    text = f"{far}Only paper here. {far}Paper takes ink and folds. {far}"
    (passage,) = passages(text, words("paper", "ink", "folds"))
    assert hits(passage) == ["Paper", "ink", "folds"]
    assert whole(passage).startswith("… ")
    assert whole(passage).endswith(" …")
    assert len(whole(passage)) < 260


def test_words_that_stand_far_apart_get_a_passage_each_in_the_order_of_the_text() -> None:
    text = "Ink stands here. " + "And much else follows. " * 40 + "At last some paper."
    first, second = passages(text, words("paper", "ink"))
    assert (hits(first), hits(second)) == (["Ink"], ["paper"])
    assert not whole(first).startswith("…")
    assert not whole(second).endswith("…")


def test_words_are_found_however_late_they_come_and_across_every_step() -> None:
    for before in (19_990, 20_000, 20_220, 63_000):
        text = "a " * (before // 2) + "paper mill " + "b " * 9_000
        (passage,) = passages(text, Sought(rows=((("paper", "mill"), False),)))
        assert hits(passage) == ["paper mill"], before


def test_a_short_text_is_shown_whole() -> None:
    (passage,) = passages("Paper keeps.", words("paper"))
    assert passage == [Piece("Paper", is_hit=True), Piece(" keeps.")]


def test_no_letter_is_cut_in_two() -> None:
    letters = "👩‍👩‍👧‍👦🇩🇪e\u0301กำ"
    for shift in range(12):
        text = "x" * shift + letters * 60 + " paper " + letters * 60
        (passage,) = passages(text, words("paper"))
        shown = whole(passage).removeprefix("… ").removesuffix(" …")
        inside = text.index(shown)
        before, after = text[inside - 1], text[inside + len(shown)]
        assert before not in "\u200de" or shown[0] not in "\u0301\u200d"
        assert after not in "\u0301\u200d\u0e33"
        assert not shown.startswith(("\u200d", "\u0301"))
        assert text[:inside].count("🇩") == text[:inside].count("🇪")


def test_nothing_is_found_in_nothing() -> None:
    assert passages("", words("paper")) == []
    assert passages("paper", Sought()) == []
    assert marked("", words("paper")) == []
