"""Limits by network hold however many send at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from blog.comments import sending
from blog.moderation.judging import Sending
from blog.posts.models import Post
from tests.stage.reader import Reader


def test_sixty_at_once_are_no_more_than_the_limit_allows(
    app: Flask, post: Post, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("comments_per_minute", 5)

    def send(number: int) -> int:
        sent = {"name": f"Bot {number}", "text": f"Buy number {number}"}
        return Reader(app).post(f"/comments/{post.id}", data=sent).status_code

    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(send, range(60)))
    assert answers.count(303) == 5
    assert set(answers) == {303, 429}


def test_what_comes_too_fast_or_again_is_not_even_judged(
    post: Post,
    commenter: Reader,
    change_setting: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change_setting("comments_per_minute", 1)
    first = {"name": "Bot", "text": "Buy one"}
    assert commenter.post(f"/comments/{post.id}", data=first).status_code == 303
    judged: list[Sending] = []
    monkeypatch.setattr(sending, "judge", judged.append)
    again = commenter.post(f"/comments/{post.id}", data=first)
    more = commenter.post(f"/comments/{post.id}", data=first | {"text": "Buy two"})
    assert (again.status_code, more.status_code) == (303, 429)
    assert judged == []
