"""Ten thousand strings that nobody would type, over HTTP: each is answered, and shown literally.

On SQLite; `test_search` asks PostgreSQL as many others.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from blog.posts.models import Post
from blog.richtext.characters import scrubbed

pytestmark = [pytest.mark.proof, pytest.mark.sqlite]

SIGNS = (
    '"', "-", "|", "*", "label:", "title:", "(", ")", " AND ", " NOT ", " NEAR ", "'", "\\", "%",
    "_", "@", "=", "&", "!", "<->", ":*", "\0", "^", "{", "}", "+", "#", "\u202e", "<b>", "&lt;",
)  # fmt: skip
WORDS = ("paper", "活字", "ไทย", "École", "c++", "e-mail", "नमस्ते", "한글", "👩‍👧", "1,000")
NUMBER = 10_000


def test_no_input_is_an_error(app: Flask, make_post: Callable[..., Post], corpus: Path) -> None:
    for word in WORDS:
        make_post(title=f"{word} once", source=f"{word} twice, and paper", labels=[word])
    browser = app.test_client()
    for number, text in enumerate(strings(corpus)):
        address = "/search/results" if number % 10 else "/search"
        answer = browser.get(address, query_string={"q": text})
        assert answer.status_code == 200, ascii(text)
        html = LexborHTMLParser(answer.text)
        assert (
            html.css("#results :is(script, iframe, object, embed, svg, img, b, [onerror])") == []
        ), ascii(text)
        said = " ".join(scrubbed(text).split())
        title = html.css("#results-title")[0].text()
        assert len(said) > 200 or not said or said in title, ascii(text)


def strings(corpus: Path) -> Iterator[str]:
    """The corpus of naughty strings, then random ones: letters of all scripts, signs, words."""
    naughty = (corpus / "hostile" / "strings" / "blns.txt").read_text("utf-8").splitlines()
    yield from naughty
    chance = random.Random(5)
    for _ in range(NUMBER - len(naughty)):
        parts = [part(chance) for _ in range(chance.randrange(1, 12))]
        yield chance.choice(("", " ")).join(parts)


def part(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(SIGNS)
    if kind < 0.7:
        return chance.choice(WORDS)
    letter = chr(chance.randrange(1, sys.maxunicode))
    # A browser sends no half of a pair, and says for it what stands for what cannot be said.
    return "\ufffd" if unicodedata.category(letter) == "Cs" else letter * chance.randrange(1, 4)
