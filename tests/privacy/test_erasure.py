"""What commenters erase is gone from every table, and what others wrote stays."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

from flask import Flask

from blog.audit.actions import note
from blog.comments.actions import move, pin
from blog.comments.models import Comment
from blog.db import db, writing
from blog.people.models import User
from blog.posts.models import Post
from blog.privacy.actions import BATCH
from blog.privacy.erasing import erase_all
from blog.spam.actions import learn
from tests.privacy.conftest import CLARA, Work, get, left, post_to
from tests.stage.reader import Reader
from tests.stage.routes import contents

Make = Callable[..., Comment]
HERS = {"name": "Clara Klar", "email": CLARA, "url": "https://clara.example"}


def count(app: Flask, post: Post) -> int:
    with app.app_context():
        return db.session.get_one(Post, post.id).comments


def erase(reader: Reader, link: str) -> None:
    assert post_to(reader, f"{link}/erasure", is_meant="y").status_code == 303


def test_everything_of_theirs_goes_and_nothing_of_others(
    app: Flask,
    reader: Reader,
    post: Post,
    make_comment: Make,
    listen: Callable[..., EmailMessage],
    link: str,
) -> None:
    mine = make_comment(post, "My words.", network_key="n" * 64, content_key="k" * 64, **HERS)
    theirs = make_comment(post, "An answer.", parent=mine, name="Dora", email="dora@example.org")
    listen(mine)
    for state in ("pending", "spam", "deleted", "approved"):
        make_comment(post, "More words.", state=state, **HERS)
    erase(reader, link)
    rows = left(app)
    assert set(rows) == {mine.id, theirs.id}
    stone = rows[mine.id]
    assert (stone.state, stone.author_name, stone.source, stone.html) == ("deleted", "", "", "")
    assert (stone.network_key, stone.content_key, stone.reasons) == (None, None, [])
    assert stone.erased_at
    assert rows[theirs.id].source == "An answer."
    assert count(app, post) == 1
    everything = str(contents(app, without=("task", "link_request")))
    for word in ("clara", "Clara", "My words", "More words", "n" * 64, "k" * 64):
        assert word not in everything, word
    page = get(reader, "/deep" + (post.path or "")).text
    assert "An answer." in page
    assert "My words" not in page


def test_it_takes_a_tick(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    make_comment(post, **HERS)
    before = contents(app)
    answer = post_to(reader, f"{link}/erasure")
    assert answer.status_code == 422
    assert answer.find("#is-meant-error")
    assert contents(app) == before


def test_one_comment_can_be_erased_alone_and_again(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    first, second = make_comment(post, **HERS), make_comment(post, **HERS)
    for _ in range(2):
        done = post_to(reader, f"{link}/{first.id}/deletion")
        assert done.status_code == 303
    assert "The comment is erased" in get(reader, done.location).text
    assert set(left(app)) == {second.id}
    assert count(app, post) == 1


def test_nobody_erases_what_others_wrote(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    other = make_comment(post, email="dora@example.org")
    nameless = make_comment(post)
    for number in (other.id, nameless.id, 999):
        post_to(reader, f"{link}/{number}/deletion")
    assert set(left(app)) == {other.id, nameless.id}


def test_stones_go_with_the_last_thing_below_them(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    top = make_comment(post, **HERS)
    middle = make_comment(post, parent=top, **HERS)
    last = make_comment(post, parent=middle, email="dora@example.org")
    erase(reader, link)
    assert set(left(app)) == {top.id, middle.id, last.id}
    with app.app_context():
        assert erase_all("Dora@example.org") == 1
    assert left(app) == {}
    assert count(app, post) == 0


def test_more_than_a_batch_goes_too(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    for _ in range(BATCH + 2):
        make_comment(post, **HERS)
    erase(reader, link)
    assert left(app) == {}


def test_what_was_imported_keeps_its_number_alone(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    imported = make_comment(post, origin="import", legacy_id="blogger:7", **HERS)
    erase(reader, link)
    row = left(app)[imported.id]
    assert (row.legacy_id, row.source, row.author_name) == ("blogger:7", "", "")


def test_the_log_of_acts_forgets_the_name(
    app: Flask, reader: Reader, owner: User, post: Post, make_comment: Make, link: str
) -> None:
    mine = make_comment(post, **HERS)
    reply = make_comment(post, parent=mine, name="Olga")
    with app.app_context(), writing():
        who = db.session.get_one(User, owner.id)
        note(who, "comment.approve", "Clara Klar", mine.id)
        note(who, "comment.reply", "Clara Klar", reply.id)
        note(who, "comment.approve", "Somebody else", reply.id + 1)
        note(who, "post.publish", "Clara Klar, a portrait", mine.id)
    erase(reader, link)
    told = " ".join(contents(app)["audit"])
    assert told.count("Clara Klar") == 1
    assert "a portrait" in told
    assert "Somebody else" in told


def test_the_filter_forgets_what_it_learnt(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    before = contents(app)["spam_token"]
    mine = make_comment(post, "Seven lamps by the river.", **HERS)
    make_comment(post, parent=mine)
    with app.app_context(), writing():
        learn(db.session.get_one(Comment, mine.id))
    assert contents(app)["spam_token"] != before
    erase(reader, link)
    assert contents(app)["spam_token"] == before


def test_a_pinned_comment_is_pinned_no_more(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    mine = make_comment(post, **HERS)
    with app.app_context(), writing():
        pin(db.session.get_one(Post, post.id), db.session.get_one(Comment, mine.id))
    erase(reader, link)
    with app.app_context():
        assert db.session.get_one(Post, post.id).pinned_comment_id is None


def test_letters_that_were_on_their_way_are_not_sent(
    app: Flask,
    reader: Reader,
    post: Post,
    make_comment: Make,
    listen: Callable[..., EmailMessage],
    wish: Callable[..., None],
    post_office: Work,
    link: str,
) -> None:
    mine = make_comment(post, **HERS)
    listen(mine)
    make_comment(post, parent=mine, name="Dora", email="dora@example.org")
    wish(make_comment(post, **HERS))
    erase(reader, link)
    assert post_office() == []


def test_nothing_brings_an_erased_comment_back(
    app: Flask, reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    mine = make_comment(post, "My words.", **HERS)
    make_comment(post, parent=mine)
    erase(reader, link)
    with app.app_context(), writing():
        assert move(db.session.get_one(Comment, mine.id), "approved") is None
    assert left(app)[mine.id].state == "deleted"
    assert count(app, post) == 1
