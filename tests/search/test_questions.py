"""What is found: the same on both databases, in ten scripts."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask

from blog.db import now, reading
from blog.posts.models import Post
from blog.search.asking import asked
from blog.search.queries import matches
from tests.search.nasty import strings
from tests.search.questions import QUESTIONS, TEXTS

MakePost = Callable[..., Post]


@pytest.fixture
def names(make_post: MakePost) -> dict[int, str]:
    """The texts as posts, by number."""
    return {
        make_post(title, text, labels=labels).id: name
        for name, (title, text, labels) in TEXTS.items()
    }


def test_two_hundred_questions_find_what_they_ask_for(app: Flask, names: dict[int, str]) -> None:
    assert len(QUESTIONS) >= 200
    wrong = []
    with app.app_context(), reading():
        for question, expected in QUESTIONS:
            found = " ".join(names[number] for number in matches(asked(question), now()))
            if found != expected:
                wrong.append(f"{question}: {found or 'nothing'}, not {expected or 'nothing'}")
    assert not wrong, "\n".join(wrong)


def test_no_string_is_an_error(app: Flask, names: dict[int, str]) -> None:
    """Some of those of `tests/proofs/test_search.py`, which asks far more."""
    assert refused(app, 500) == []


def test_a_very_long_post_is_found_by_its_last_words(app: Flask, make_post: MakePost) -> None:
    """PostgreSQL's own search knows 256 places of a word, and none beyond the 16,383rd."""
    many = " ".join(f"w{number}x again" for number in range(25_000))
    post = make_post(source=f"{many} again and finally farewell")
    questions = ("farewell", '"finally farewell"', '"again and finally"', "w24999x -w25000x")
    with app.app_context(), reading():
        assert [matches(asked(one), now()) for one in questions] == [[post.id]] * 4
        assert matches(asked('"farewell finally" | "finally again"'), now()) == []


def refused(app: Flask, number: int) -> list[str]:
    """Those of so many nasty strings that the search does not answer."""
    browser = app.test_client()
    asked_for = ([("q", one.encode("utf-8", "surrogatepass"))] for one in strings(number, seed=6))
    answers = ((one, browser.get("/search/results?" + urlencode(one))) for one in asked_for)
    return [repr(one) for one, answer in answers if answer.status_code != 200]
