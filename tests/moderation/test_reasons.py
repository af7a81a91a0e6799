"""Every reason has words, also when what it named was erased."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from blog.moderation import judging
from blog.moderation.reasons import SENTENCES, Reason, sentence

pytestmark = pytest.mark.sqlite

BLOG = Path(judging.__file__).parents[1]
TOLD: list[tuple[Reason, str]] = [
    ({"why": "known", "approved": 3}, "Known: 3 comments were approved before."),
    ({"why": "first", "approved": 0, "needed": 1}, "No comment by this person was approved"),
    ({"why": "first", "approved": 1, "needed": 2}, "1 comments were approved before; 2 are"),
    ({"why": "quick", "seconds": 0}, "within 1 second."),
    ({"why": "links", "links": 4}, "It has 4 links."),
    ({"why": "held", "kind": "word", "pattern": "casino"}, "The list of words holds “casino”."),
    ({"why": "refused", "kind": "network", "pattern": "192.0.2.0/24"}, "refuses 192.0.2.0/24"),
    ({"why": "refused", "kind": "sender", "pattern": "0123"}, "network is blocked"),
    ({"why": "filter", "percent": 97, "words": ["pills", "buy"]}, "97 %. What told most: “pills”"),
    ({"why": "name", "name": "Ada"}, "The name is that of Ada, who writes here."),
]


def test_every_code_has_a_sentence(app: Flask) -> None:
    sources = "\n".join(file.read_text() for file in BLOG.rglob("*.py"))
    codes = {*re.findall(r'"why": "(\w+)"', sources), *judging.RULED.values()}
    assert codes == set(SENTENCES)
    with app.test_request_context():
        for code in codes:
            words = sentence({"why": code})
            assert words.endswith("."), code
            assert "%(" not in words, code


@pytest.mark.parametrize(("reason", "words"), TOLD)
def test_a_reason_names_what_it_is_about(app: Flask, reason: Reason, words: str) -> None:
    with app.test_request_context():
        assert words in sentence(reason)


def test_what_a_later_version_wrote_is_told_somehow(app: Flask) -> None:
    with app.test_request_context():
        assert sentence({"why": "tomorrow"}) == sentence({}) != ""
        for odd in ({"why": "links", "links": "many"}, {"why": "filter", "words": "x"}):
            assert sentence(odd)
