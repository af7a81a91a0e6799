"""The filter learns from what moderators decide, once, and forgets what they take back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from blog.background import TASKS
from blog.comments.actions import decide, withdraw
from blog.comments.models import Comment
from blog.db import db, writing
from blog.posts.models import Post
from blog.queue.jobs import run_due
from blog.spam.actions import forget
from blog.spam.bayes import HOLD, Judgement
from blog.spam.jobs import learn
from blog.spam.models import Token
from blog.spam.queries import judgement

Make = Callable[..., Comment]


def learnt(app: Flask) -> dict[str, tuple[int, int]]:
    with app.app_context():
        return {row.token: (row.ham, row.spam) for row in db.session.query(Token)}


def judged(app: Flask, comment: Comment, state: str) -> None:
    """A moderator decides, and the elected process does what that asks for."""
    with app.app_context():
        with writing():
            decide(db.session.get_one(Comment, comment.id), state, None)
        run_due(TASKS)


def opinion(app: Flask, text: str, name: str = "Ann") -> Judgement:
    with app.app_context():
        return judgement(name, "", "", text)


def test_a_decision_is_a_lesson_and_the_next_one_replaces_it(
    app: Flask, post: Post, make_comment: Make
) -> None:
    comment = make_comment(post, "Alpaca ponchos", name="Zed Trader", state="pending")
    judged(app, comment, "spam")
    assert learnt(app)[""] == (0, 1)
    assert learnt(app)["walpaca"] == learnt(app)["palpaca ponchos"] == (0, 1)
    assert learnt(app)["ntrader"] == (0, 1)
    judged(app, comment, "approved")
    assert set(learnt(app).values()) == {(1, 0)}
    judged(app, comment, "deleted")
    assert set(learnt(app).values()) == {(1, 0)}
    judged(app, comment, "pending")
    assert learnt(app) == {}


def test_a_lesson_done_twice_counts_once(app: Flask, post: Post, make_comment: Make) -> None:
    comment = make_comment(post, "Alpaca ponchos", state="spam")
    with app.app_context():
        learn(comment.id)
        learn(comment.id)
        learn(9_999)
    assert set(learnt(app).values()) == {(0, 1)}


def test_many_lessons_at_once_lose_nothing(app: Flask, post: Post, make_comment: Make) -> None:
    states = ["spam", "approved"] * 6
    texts = [f"Words that {state} comments share, number {at}" for at, state in enumerate(states)]
    made = [make_comment(post, text, state=state)
            for text, state in zip(texts, states, strict=True)]  # fmt: skip

    def teach(comment: Comment) -> None:
        with app.app_context():
            learn(comment.id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(teach, [*made, *reversed(made)]))
    assert learnt(app)[""] == learnt(app)["wwords"] == (6, 6)
    assert learnt(app)["wspam"] == (0, 6)


def test_imported_comments_teach_nothing(app: Flask, post: Post, make_comment: Make) -> None:
    judged(app, make_comment(post, "Old words", origin="import"), "spam")
    assert learnt(app) == {}


def test_what_is_forgotten_leaves_no_word_behind(
    app: Flask, post: Post, make_comment: Make
) -> None:
    kept, gone = make_comment(post, "Nice words"), make_comment(post, "Secret words")
    with app.app_context():
        learn(kept.id)
        before = learnt(app)
        learn(gone.id)
        assert "wsecret" in learnt(app)
        with writing():
            forget(db.session.get_one(Comment, gone.id))
        assert learnt(app) == before
        with writing():
            forget(db.session.get_one(Comment, gone.id))
    assert learnt(app) == before


def test_a_comment_that_its_writer_erased_is_unlearnt(
    app: Flask, post: Post, make_comment: Make
) -> None:
    comment = make_comment(post, "Secret words")
    with app.app_context():
        learn(comment.id)
        with writing():
            withdraw(db.session.get_one(Comment, comment.id))
        learn(comment.id)
    assert learnt(app) == {}


def test_counts_never_fall_below_nothing(app: Flask, post: Post, make_comment: Make) -> None:
    """As after an upgrade that sees other words in the same comment."""
    comment = make_comment(post, "Some words", state="spam")
    with app.app_context():
        learn(comment.id)
        with writing():
            db.session.query(Token).filter(Token.token == "wwords").update({"spam": 0, "ham": 2})
            forget(db.session.get_one(Comment, comment.id))
    assert learnt(app) == {"wwords": (2, 0)}


def test_the_longest_comment_is_learnt_and_forgotten(
    app: Flask, post: Post, make_comment: Make
) -> None:
    text = " ".join(f"{at:x}wörter{at * 7919:x}" for at in range(600))
    comment = make_comment(post, text, state="spam")
    with app.app_context():
        learn(comment.id)
        assert len(learnt(app)) > 1000
        with writing():
            forget(db.session.get_one(Comment, comment.id))
    assert learnt(app) == {}


def test_moderators_lessons_change_what_the_filter_thinks(
    app: Flask, post: Post, make_comment: Make
) -> None:
    text = "Woven alpaca ponchos from Arequipa, shipped today"
    assert opinion(app, text).probability < HOLD
    with app.app_context():
        for number in range(20):
            words = f"Finest alpaca wool number {number}, woven in Arequipa, shipped at once"
            learn(make_comment(post, words, state="spam").id)
    learnt_now = opinion(app, text)
    assert learnt_now.probability >= HOLD
    assert {"alpaca", "woven", "arequipa"} <= {words for words, _weight in learnt_now.telling}


def test_a_handful_of_welcome_comments_opens_the_door_to_their_language(
    app: Flask, post: Post, make_comment: Make
) -> None:
    text = "ขอบคุณสำหรับบทความ http://phaphan.example/mai"
    held = opinion(app, text).probability
    assert held >= HOLD
    with app.app_context():
        for place in ("chiangmai", "krabi", "isan", "lampang", "nan", "phrae"):
            words = f"ขอบคุณสำหรับบทความดี ๆ http://{place}.example/mai"
            learn(make_comment(post, words).id)
    assert opinion(app, text).probability < HOLD


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800 lone", "🙂" * 3000, "%s ' \" ; --", "a" * 60_000]
)
def test_any_text_has_a_probability(app: Flask, text: str) -> None:
    assert 0 <= opinion(app, text, name=text[:200]).probability <= 1
