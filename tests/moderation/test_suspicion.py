"""What of a comment's text and form is suspicious, and that no text makes much work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.moderation.suspicion import (
    Evidence,
    log_odds,
    number_of_links,
    probability_of,
    suspicion,
    weight_of,
)

PLAIN = Evidence(
    text="I printed my first book on such a press.",
    html="<p>I printed my first book on such a press.</p>",
    post_text="How a press is made ready, and what the first sheet tells. " * 3,
    trap="",
    stamp_age=timedelta(minutes=2),
    spam_of_network=0,
    held_of_network=0,
    posts_with_text=0,
    probability=None,
)


def signs(evidence: Evidence) -> list[object]:
    return [reason["why"] for reason in suspicion(evidence)]


def test_plain_words_are_not_suspicious() -> None:
    assert signs(PLAIN) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://a.example and https://b.example.", []),
        ("See https://www.a.example and www.b.example.", []),
        ("https://a.example https://b.example https://c.example", ["links"]),
        ("[url=https://a.example]cheap[/url]", ["markup"]),
        ('<a class="x" href="https://a.example">cheap</a>', ["markup"]),
        ("[link=https://a.example]", ["markup"]),
        ("buy v\u200bi\u200bagra", ["odd"]),
        ("Buy саsinо now", ["odd"]),  # Cyrillic letters inside.
        ("𝐁𝐮𝐲 now", ["odd"]),
        ("Это очень хороший пресс, спасибо", ["script"]),
        ("これはとても良い印刷機ですね。ありがとう", ["script"]),
        ("Très bien, merci à vous pour cet été", []),
        ("👍👍👍", []),
        ("👩‍👩‍👧 and می‌روم, he said", []),  # Joiners belong to emoji and to Persian.
        ("", []),
    ],
)
def test_signs_in_a_text(text: str, expected: list[str]) -> None:
    assert signs(replace(PLAIN, text=text, html=text)) == expected


def test_another_script_is_none_where_the_post_has_it_too() -> None:
    here = replace(PLAIN, post_text="Как работает печатный пресс", text="Очень хороший пресс!")
    assert signs(here) == []
    assert signs(replace(here, post_text="")) == []


def test_links_within_the_blog_are_none() -> None:
    assert number_of_links("@Nils yes", '<a href="/comments/1/2">@Nils</a> yes') == 0
    assert number_of_links("x", '<a href="https://a.example" rel="nofollow">x</a>') == 1
    assert number_of_links("x", '<a href="//a.example">x</a>') == 1
    assert number_of_links("x", '<a href="mailto:a@example.org">x</a>') == 1


def test_good_words_outweigh_a_slip_and_never_a_trap() -> None:
    quick = replace(PLAIN, stamp_age=timedelta(seconds=1), probability=0.01)
    assert sum(map(weight_of, suspicion(quick))) < 0
    assert sum(map(weight_of, suspicion(replace(quick, trap="x")))) > 5


def test_odds_and_probabilities_turn_into_one_another() -> None:
    for probability in (0.0, 0.001, 0.5, 0.95, 1.0):
        assert probability_of(log_odds(probability)) == pytest.approx(probability, abs=1e-6)
    assert 0 < probability_of(-1e9) < probability_of(1e9) <= 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_weighed(text: str, post_text: str) -> None:
    for reason in suspicion(replace(PLAIN, text=text, html=text, post_text=post_text)):
        assert 0 < weight_of(reason) <= 5


@pytest.mark.parametrize("piece", ["<a ", "[url=", "www.", "a\u0430", "https://", "< a href"])
def test_hostile_texts_are_weighed_like_any_other(piece: str) -> None:
    text = (piece * 5_000)[:5_000]
    assert suspicion(replace(PLAIN, text=text, html=text)) is not None
