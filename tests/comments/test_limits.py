"""Limits by network hold however many send at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.comments import sending
from blog.comments.models import Comment
from blog.db import now
from blog.moderation.judging import Sending
from blog.posts.models import Post
from tests.stage.reader import Answer, Reader


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


def test_when_all_networks_together_send_too_much_strangers_wait_and_the_known_go_on(
    app: Flask, post: Post, make_comment: Callable[..., Comment], sign_in: Callable[..., Reader],
    change_setting: Callable[[str, object], None],
) -> None:  # fmt: skip
    change_setting("comments_per_hour_of_all", 4)
    long_ago = now() - timedelta(hours=2)
    make_comment(post, name="Paula", email="paula@example.org", created_at=long_ago)
    make_comment(post, created_at=now(), origin="import")
    place = f"/comments/{post.id}"

    def send(number: int, **sent: str) -> Answer:
        bot, words = Reader(app), {"name": "Bot", "text": f"Buy number {number}"}
        address = {"REMOTE_ADDR": f"10.{number}.0.1"}
        return bot.post(place, data=words | sent, environ_overrides=address)

    assert [send(number).status_code for number in range(6)] == [303] * 4 + [429] * 2
    refused = send(7, name="Wanda", text="Words that took me long.")
    assert refused.headers["Retry-After"] == "3600"
    assert "in an hour" in refused.find("form .error").text()
    assert "Words that took me long." in refused.find("textarea").text()
    assert send(8, name="Paula").status_code == 429
    assert send(9, name="Paula", email="paula@example.org").status_code == 303
    answer = sign_in("author").post(place, data={"text": "From the house."})
    assert answer.status_code == 303
    opened = Reader(app).get(f"{place}/stamp").find("[name=stamp]").attributes["value"]
    assert send(11, stamp=str(opened)).status_code == 429
    with time_machine.travel(now() + timedelta(seconds=20)):
        assert send(12, stamp=str(opened)).status_code == 303
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert send(10).status_code == 303
