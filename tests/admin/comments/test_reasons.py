"""Why a comment waits, in words, where it is decided about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from blog.comments.models import Comment
from blog.posts.models import Post
from tests.stage.reader import Reader

pytestmark = pytest.mark.sqlite

MakeComment = Callable[..., Comment]
SignIn = Callable[..., Reader]

ROOM = "/admin/comments/"
FIRST = {"why": "first", "approved": 0, "needed": 1}
LINKS = {"why": "links", "links": 3, "weight": 1.5}
FILTER = {"why": "filter", "percent": 97, "words": ["casino", "<b>bonus"], "weight": 3.5}
QUICK = {"why": "quick", "seconds": 2, "weight": 1.0}


def test_the_verdict_its_reasons_and_the_probability_are_told(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    make_comment(
        post, state="pending", verdict="pending", reasons=[FIRST, LINKS, FILTER],
        spam_probability=0.971,
    )  # fmt: skip
    page = sign_in("owner").get(ROOM)
    assert page.texts(".why > p") == ["Held · Spam: 97 %"]
    first, links, words = page.texts(".why li")
    assert first == "No comment by this person was approved before."
    assert links == "It has 3 links."
    assert "97 %" in words
    assert "“<b>bonus”" in words
    assert not page.html.css(".why details, .why b b")


def test_more_than_three_reasons_are_folded(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    reasons = [FIRST, LINKS, FILTER, QUICK, {"why": "of another version"}]
    make_comment(post, state="spam", verdict="spam", reasons=reasons, spam_probability=1.0)
    page = sign_in("owner").get(f"{ROOM}?state=spam")
    assert page.texts(".why > p") == ["Taken for spam · Spam: 99 %"]
    assert len(page.html.css(".why > ul li")) == 3
    assert page.find(".why summary").text() == "2 more reasons"
    assert len(page.html.css(".why details li")) == 2


def test_of_what_nobody_judged_nothing_is_told(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    make_comment(post, state="pending")
    assert not sign_in("owner").get(ROOM).html.css(".why")


def test_an_entry_tells_how_many_others_of_that_address_are_public(
    sign_in: SignIn, post: Post, make_comment: MakeComment, count_queries: Callable[[], Any]
) -> None:
    owner = sign_in("owner")
    for state in ("approved", "approved", "spam", "pending"):
        make_comment(post, state=state, email="rita@example.org")
    make_comment(post, state="approved", email="one@example.org")
    make_comment(post, state="approved")
    with count_queries() as asked:
        page = owner.get(ROOM)
    assert "2 other comments from this e-mail address are public" in page.text
    page = owner.get(f"{ROOM}?state=approved")
    assert page.text.count("1 other comment from this e-mail address is public") == 2
    for number in range(5):
        make_comment(post, state="pending", email=f"{number}@example.org")
    with count_queries() as more:
        owner.get(ROOM)
    assert len(more) == len(asked)
