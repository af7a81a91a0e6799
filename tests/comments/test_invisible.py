"""What readers may not see of comments is at none of the blog's addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from blog.comments.models import STATES, Comment
from blog.cursor import Cursor
from blog.db import db, now, writing
from blog.posts.models import Post
from tests.stage.reader import Answer, Reader
from tests.stage.routes import routes

MakeComment = Callable[..., Comment]
HIDDEN = [state for state in STATES if state != "approved"]
SENT = {"name": "Cora", "text": "SECRETwords of a first-timer."}


@dataclass(frozen=True)
class World:
    """A post with one comment that readers see, and hidden ones: beside it, below it, and erased.

    All that readers may not know of any of them holds SECRET.
    """

    app: Flask
    post: Post
    shown: Comment
    hidden: list[Comment]

    def addresses(self) -> Iterator[str]:
        """Every address that is open to all, for the post and each of its comments."""
        for comment in (self.shown, *self.hidden):
            values = self._values(comment)
            for route in routes(self.app, unsafe=False):
                if not route.endpoint.startswith("admin."):
                    yield from route.addresses(values)
        since = Cursor(now() - timedelta(days=9), 0)
        yield f"/comments/{self.post.id}/news?since={since}"
        yield f"/comments/{self.post.id}/arrivals?since={since}"
        yield from ("/search?q=SECRETwords", "/search/results?q=SECRETname", "/popular?range=year")
        for comment in self.hidden:
            yield f"/comments/{self.post.id}?thread={comment.id}"
            yield f"{self.post.path}?showComment={comment.id}"
        for order in ("newest", "oldest"):
            yield f"/comments/{self.post.id}?order={order}"

    def addresses_of_hidden(self) -> Iterator[str]:
        """Those that name a hidden comment."""
        for comment in self.hidden:
            for route in routes(self.app, unsafe=False):
                if "comment_id" in route.variables and not route.endpoint.startswith("admin."):
                    yield route.address(self._values(comment))

    def _values(self, comment: Comment) -> dict[str, object]:
        at = self.post.published_at or now()
        return {
            "post_id": self.post.id, "comment_id": comment.id, "path": str(self.post.path)[1:],
            "year": at.year, "month": at.month, "slug": "paper", "label": "Paper",
            "names": "Paper", "number": 1,
        }  # fmt: skip


@pytest.fixture
def world(app: Flask, make_post: Callable[..., Post], make_comment: MakeComment) -> World:
    judged = {
        "reasons": [{"why": "word", "word": "SECRETreason", "weight": 0.1234567}],
        "spam_probability": 0.7654321,
        "network_key": "SECRETnetwork",
    }
    post = make_post(labels=["Paper"])
    shown = make_comment(
        post, "Seen by all.", email="secret@mail.example", verdict="approved", **judged
    )
    hidden = [
        make_comment(
            post, f"SECRETwords in {state}.", name="SECRETname", email="secret@mail.example",
            url="https://SECRETsite.example/", parent=parent, state=state, verdict=state, **judged,
        )
        for state in HIDDEN
        for parent in (None, shown)
    ]  # fmt: skip
    with app.app_context(), writing():
        erased = db.session.get_one(Comment, make_comment(post, "x", state="deleted").id)
        erased.author_name = erased.author_email = erased.source = erased.html = ""
        erased.erased_at = now()
        db.session.execute(update(Comment).values(is_trusted=True))
        hidden.append(Comment(id=erased.id))
    return World(app, post, shown, hidden)


def assert_tells_nothing(answer: Answer) -> None:
    text = answer.text.lower()
    for secret in ("secret", "0.1234567", "0.7654321", "spam", "pending"):
        assert secret not in text, f"{secret} at {answer.request.path}"


def assert_counts_one(reader: Reader, world: World) -> None:
    page = reader.get(str(world.post.path))
    assert page.find("#comments h2").text() == "1 comment"
    assert '"commentCount": 1' in page.text
    assert len(page.html.css("#comments .comment:not(.gone) .body")) == 1
    feed = reader.get(f"/comments/{world.post.id}/feed.atom").text
    assert feed.count("<entry>") == 1
    assert reader.get("/comments/feed.atom").text.count("<entry>") == 1


def test_what_is_hidden_is_at_no_address(world: World, stranger: Reader) -> None:
    asked = 0
    for address in dict.fromkeys(world.addresses()):
        if address.startswith("/static/"):
            continue
        answer = stranger.get(address, follow_redirects=True)
        if "q=SECRET" not in address:  # A page of finds repeats what was looked for.
            assert_tells_nothing(answer)
        assert "SECRETwords in" not in answer.text, address
        asked += 1
    assert asked > 100
    assert_counts_one(stranger, world)


def test_what_is_hidden_has_no_address_of_its_own(world: World, stranger: Reader) -> None:
    asked = list(world.addresses_of_hidden())
    assert len(asked) >= 2 * len(world.hidden)
    for address in asked:
        for browser in (stranger, stranger.htmx):
            assert browser.get(address).status_code in (403, 404), address


def test_nothing_can_be_said_to_what_is_hidden(world: World, stranger: Reader) -> None:
    for comment in world.hidden:
        sent = {"name": "Rita", "text": f"To {comment.id}.", "parent": str(comment.id)}
        answer = stranger.post(f"/comments/{world.post.id}", data=sent)
        assert answer.status_code == 422, comment.id
        assert_tells_nothing(answer)
    assert_counts_one(stranger, world)


def test_a_waiting_comment_is_seen_by_its_writer_alone(
    world: World, commenter: Reader, stranger: Reader
) -> None:
    address = str(world.post.path)
    lead = commenter.post(f"/comments/{world.post.id}", data=SENT)
    own = commenter.get(address)
    assert "SECRETwords of a first-timer." in own.find("#comments").text()
    assert "SECRETwords in" not in own.text
    assert "no-store" in own.headers["Cache-Control"]
    for browser in (stranger, stranger.htmx):
        for other in (address, lead.location, f"/comments/{world.post.id}/thread", "/"):
            answer = browser.get(other)
            assert_tells_nothing(answer)
    assert stranger.get(lead.location).status_code == 404
    assert_counts_one(stranger, world)


def test_what_is_approved_is_there_at_the_next_request(
    world: World, commenter: Reader, stranger: Reader, sign_in: Callable[..., Reader]
) -> None:
    lead = commenter.post(f"/comments/{world.post.id}", data=SENT).location
    number = int(lead.rpartition("/")[2])
    before = stranger.get(str(world.post.path))
    done = sign_in("owner").post(f"/admin/comments/{number}/approval")
    assert done.status_code in (200, 303)
    same = {"If-None-Match": before.headers.get("ETag", '"none"')}
    after = stranger.get(str(world.post.path), headers=same)
    assert after.status_code == 200
    assert SENT["text"] in after.find(f"#comment-{number}").text()
    assert after.find("#comments h2").text() == "2 comments"
    assert stranger.get(lead).status_code == 302
    assert SENT["text"] in stranger.get(f"/comments/{world.post.id}/feed.atom").text
