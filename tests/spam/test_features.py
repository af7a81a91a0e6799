"""What the filter sees in a comment, whatever somebody sends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.spam.features import LONGEST_TOKEN, features, grams, with_grams
from blog.spam.structure import TRAITS

pytestmark = pytest.mark.sqlite

PLAIN = features("buy viagra and subscribe")


@pytest.mark.parametrize(
    "text",
    [
        "buy v1agra and $ubscribe",
        "BUY VIAGRA AND SUBSCRIBE",
        "buy víagra and sübscribe",
        "buy vi\u200bagra and sub\u00adscribe",
        "ｂｕｙ ｖｉａｇｒａ and subscribe",
        "buy viаgrа and subsсribe",  # Cyrillic а and с.
        "buy vi&#97;gra and <b>subscribe</b>",
    ],
)
def test_a_disguised_word_is_the_word_that_it_hides(text: str) -> None:
    words = {token for token in PLAIN if token[0] in "wp"}
    assert words <= features(text)


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("see https://example.com/a", "slink1"),
        ("see www.example.com and http://b.example", "slink2"),
        ("see example.com for more", "sdomain1"),
        ("see example.com for more", "sanylink"),
        ("write to me@example.com", "semail"),
        ("call +1 (800) 555-1234 today", "sphone"),
        ("only $20 a day", "smoney"),
        ('<a href="http://a.example">cheap</a>', "slinkmarkup"),
        ("[url=http://a.example]cheap[/url]", "slinkmarkup"),
        ("STOP AND READ THIS", "scapitals3"),
        ("yesssssss", "srepeated"),
        ("nice \U0001f600", "semoji1"),
        ("follow @somebody #now", "shandle2"),
        ("wow!!!!!", "sexclaim4"),
        ("use foo() there", "scode"),
        ("Спасибо за статью", "sscriptcyrillic"),
    ],
)
def test_how_a_comment_is_built_is_seen(text: str, trait: str) -> None:
    assert trait in features(text)
    assert trait not in features("A plain sentence about nothing at all.")


def test_a_link_tells_its_host_and_its_words() -> None:
    found = features("https://www.Cheap-Loans.example/apply/now?id=7")
    assert {"dcheap-loans.example", "ucheap", "uloans", "uapply"} <= found


def test_a_name_an_address_and_a_website_are_seen_apart_from_the_text() -> None:
    found = features("Hello", "Cheap Watches", "a@gmail.com", "https://watches.example/")
    assert {"nwatches", "sfreemail", "swebsite", "dwatches.example"} <= found
    assert "wwatches" not in found


def test_scripts_without_spaces_are_seen_by_pieces() -> None:
    assert {"c好文章"} <= features("这是一篇好文章")
    assert any(token.startswith("c") for token in features("ขอบคุณมากสำหรับบทความนี้"))


def test_a_word_and_its_misspelling_share_parts() -> None:
    assert len(grams("subscribe") & grams("subcribe")) >= 4


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=40), st.text(max_size=60))
def test_whatever_is_sent_becomes_tokens_that_the_database_takes(
    text: str, name: str, email: str, website: str
) -> None:
    for token in with_grams(features(text, name, email, website)):
        assert 2 <= len(token) <= LONGEST_TOKEN
        assert token[0] in "wpgdunsc"
        assert "\0" not in token
        token.encode()
        assert token[0] != "s" or token in TRAITS or token.startswith("sscript")


@pytest.mark.parametrize(
    "text",
    ["a.b" * 2000, "<a " * 2000, "[url" * 1500, "$a" * 2500, "ﷺ" * 5000, "((((1" * 1000,
     "\u0300" * 5000, "a@a.a" * 1000, "\U0001f468\u200d" * 2500, "ab " * 200_000],
)  # fmt: skip
def test_hostile_text_makes_only_so_many_tokens(text: str) -> None:
    assert len(features(text, text, text, text)) < 3000
