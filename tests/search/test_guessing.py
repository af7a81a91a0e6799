"""What may have been meant by a word that nobody wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from blog.db import db, now, reading, writing
from blog.posts import actions
from blog.posts.models import Post
from blog.posts.queries import by_id
from blog.search.asking import asked
from blog.search.guessing import distance, guesses
from blog.search.jobs import Indexing
from blog.search.models import KnownWord
from blog.search.queries import suggestion

MakePost = Callable[..., Post]


@pytest.fixture
def meant(app: Flask) -> Callable[[str], str | None]:
    """What is suggested once the words of all posts are known."""

    def ask(text: str) -> str | None:
        with app.app_context():
            Indexing()()
            with reading():
                return suggestion(asked(text), now())

    return ask


def test_a_slip_is_mended_and_the_rest_stays_as_it_was_typed(
    make_post: MakePost, meant: Callable[[str], str | None]
) -> None:
    make_post("Typographer", "Lettres et œuvres. Наборщик. Τυπογραφία. Papers, paper, paper.")
    make_post("Paper", "Of a paper mill: parer.")
    assert meant("typografer") == "typographer"
    assert meant("ytpographer") == "typographer"
    assert meant("TYPOGRPHER  paper -label:x") == "typographer  paper -label:x"
    assert meant("ppaer") == "paper", "what more posts hold goes first"
    assert meant("наборшик τυπογραφα") == "наборщик τυπογραφια"
    assert meant("oeuvrse") == "oeuvres"
    for text in (
        "paper",
        "zzzzzzzz",
        "pap",
        "",
        "-ppaer",
        '"ppaer"',
        "ppaer zzzzzzzz",
        "ppaer -mill -paper",
    ):
        assert meant(text) is None, text


def test_no_word_is_suggested_that_readers_cannot_find(
    app: Flask, make_post: MakePost, meant: Callable[[str], str | None]
) -> None:
    make_post(source="takeover", status="draft")
    make_post(source="bankrupt", published_at=now() + timedelta(days=1))
    post = make_post(source="merger")
    assert meant("takeovre") is meant("bankrpt") is None
    assert meant("mergre") == "merger"
    with app.app_context(), writing():
        found = by_id(post.id)
        assert found is not None
        actions.unpublish(found)
    assert meant("mergre") is None


def test_words_are_forgotten_once_no_text_holds_them(
    app: Flask, make_post: MakePost, meant: Callable[[str], str | None]
) -> None:
    erased, edited = make_post(source="Guttenbergs"), make_post(source="imprimatur colophon")
    hidden = make_post(source="frontispiece colophon")
    assert meant("colophn") == "colophon"
    with app.app_context(), writing():
        post = db.session.get_one(Post, edited.id)
        post.text = "colophon"
        actions.words_changed(post)
        actions.erase(db.session.get_one(Post, erased.id))
        actions.unpublish(db.session.get_one(Post, hidden.id))
    with app.app_context():
        Indexing()()
        assert list(db.session.scalars(select(KnownWord.word).order_by(KnownWord.word))) == [
            "colophon", "frontispiece", "post",
        ]  # fmt: skip


def test_letters_put_in_left_out_exchanged_or_swapped_are_slips() -> None:
    for one, other, slips in (
        ("paper", "paper", 0), ("paper", "papr", 1), ("paper", "paaper", 1), ("paper", "pauer", 1),
        ("paper", "ppaer", 1), ("paper", "appre", 2), ("paper", "pencil", 3), ("abcdefg", "g", 3),
    ):  # fmt: skip
        assert distance(one, other, 2) == distance(other, one, 2) == slips, (one, other)
    known = [("paler", 9), ("paper", 3), ("papers", 3), ("viper", 99)]
    assert guesses("papre", known) == ["paper"]
    assert guesses("papper", known) == ["paper", "paler", "papers"]
