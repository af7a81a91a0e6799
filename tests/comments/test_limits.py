"""Limits by network hold however many send at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

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
