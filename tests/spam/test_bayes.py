"""Naive Bayes: what it concludes, and what it says told it so."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.spam.bayes import HOLD, SPAM, Counts, Knowledge, judge, unknown_words
from blog.spam.features import features
from blog.spam.prior import prior

pytestmark = pytest.mark.sqlite

TEXTS = st.text(alphabet="abcé ж!1.\n", max_size=30)
LESSONS = st.lists(st.tuples(TEXTS, st.booleans()), max_size=8)


def learnt(lessons: Iterable[tuple[str, bool]]) -> Counts:
    counts = Counts()
    for text, is_spam in lessons:
        counts.learn(features(text), is_spam)
    return counts


def probability(text: str, counts: Counts | None = None) -> float:
    known = Knowledge(counts.seen if counts else {}, prior())
    return judge(features(text), known).probability


@settings(max_examples=60, deadline=None)
@given(LESSONS, st.text(max_size=60))
def test_a_probability_lies_between_nothing_and_one(
    lessons: list[tuple[str, bool]], text: str
) -> None:
    judgement = judge(features(text), Knowledge(learnt(lessons).seen, {}))
    assert 0 <= judgement.probability <= 1
    assert all(words for words, _weight in judgement.telling)


@settings(max_examples=60, deadline=None)
@given(LESSONS, TEXTS, st.randoms())
def test_the_order_of_lessons_changes_nothing(
    lessons: list[tuple[str, bool]], text: str, chance: random.Random
) -> None:
    other = list(lessons)
    chance.shuffle(other)
    one, two = learnt(lessons), learnt(other)
    assert one.seen == two.seen
    assert probability(text, one) == probability(text, two)


@settings(max_examples=60, deadline=None)
@given(LESSONS, TEXTS, st.booleans())
def test_what_is_taken_back_was_never_learnt(
    lessons: list[tuple[str, bool]], text: str, is_spam: bool
) -> None:
    counts, before = learnt(lessons), learnt(lessons)
    counts.learn(features(text), is_spam)
    assert counts.seen != before.seen
    counts.learn(features(text), is_spam, -1)
    assert counts.seen == before.seen


@settings(max_examples=30, deadline=None)
@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5))
def test_spoilt_counts_spoil_no_judgement(ham: int, spam: int, hams: int, spams: int) -> None:
    known = Knowledge({"": (hams, spams), "wcheap": (ham, spam)}, {})
    assert 0 <= judge(features("cheap"), known).probability <= 1


def test_who_knows_nothing_holds_nothing() -> None:
    judgement = judge(features("Anything at all"), Knowledge({}, {}))
    assert judgement.probability < HOLD
    assert judgement.telling == []


@pytest.mark.parametrize(
    "text",
    [
        "Please SUBSCRIBE to my channel!!!",
        "check out my new video http://youtu.be/xyz",
        "Best essay writing service, get 50% discount at http://essay-pro.com",
        "Great article! Visit my website for insurance: [url=http://x.com]cheap[/url]",
        "Call McAfee customer support number for antivirus help",
    ],
)
def test_a_new_blog_holds_what_is_plainly_spam(text: str) -> None:
    assert probability(text) >= HOLD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks, this helped me a lot.",
        "My grandmother used to make this with walnuts instead of almonds.",
        "I think there is a typo in the third paragraph: `foo()` should be `bar()`.",
        "Vielen Dank für den schönen Artikel! Ich habe lange nach so etwas gesucht.",
        "Je ne suis pas d'accord avec vous : la photo de couverture date de 1987.",
        "Отличная статья, спасибо!",
        "ขอบคุณมากสำหรับบทความนี้ ฉันชอบมันมาก",
        "这是一篇好文章，谢谢分享",
        "مقال رائع، شكرا جزيلا لك",
    ],
)
def test_a_new_blog_holds_nobody_for_a_plain_sentence_in_any_language(text: str) -> None:
    assert probability(text) < HOLD


def test_a_misspelt_word_speaks_through_its_parts() -> None:
    assert "wsubscrybe" not in prior()
    assert unknown_words({"wsubscrybe"}, Knowledge({}, prior())) == ["subscrybe"]
    known = judge({"wsubscrybe"}, Knowledge({}, prior()))
    assert known.telling == [("subscrybe", known.telling[0][1])]
    assert known.telling[0][1] > 1


def test_twenty_lessons_teach_a_new_kind_of_spam_and_spare_the_rest() -> None:
    counts = Counts()
    goods = ("slippers", "curtains", "lanterns", "teapots", "hammocks")
    for number in range(20):
        text = f"Finest alpaca {goods[number % 5]}, woven in Arequipa, shipped within {number} days"
        counts.learn(features(text), is_spam=True)
    fresh = "Woven alpaca ponchos from Arequipa, shipped today"
    assert probability(fresh) < HOLD
    assert probability(fresh, counts) >= HOLD
    assert probability("We saw llamas in Peru last summer, a wonderful trip", counts) < HOLD


def test_a_handful_of_lessons_lets_through_what_was_held() -> None:
    text = "Meine Fotos dazu: http://berge.example/alpen"
    assert probability(text) >= HOLD
    counts = Counts()
    for place in ("tirol", "allgaeu", "schweiz", "berge", "dolomiten", "jura"):
        counts.learn(features(f"Meine Fotos dazu: http://{place}.example/alpen"), is_spam=False)
    assert probability(text, counts) < HOLD


def test_an_explanation_is_made_of_words_that_people_read() -> None:
    text = "Check out my channel http://cheap.example !!! 好文章 #now"
    telling = judge(features(text), Knowledge({}, prior())).telling
    assert {"channel", "a link", "check out"} <= {words for words, _weight in telling}
    assert telling == sorted(telling, key=lambda told: -abs(told[1]))
    for words, _weight in telling:
        assert not any("\ue000" <= sign <= "\uf8ff" for sign in words)


def test_spam_takes_more_than_holding() -> None:
    assert 0.5 < HOLD < SPAM < 1
