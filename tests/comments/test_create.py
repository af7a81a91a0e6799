"""Writing a comment: four outcomes, with and without htmx; what is refused, and what is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from blog.comments import sending
from blog.comments.actions import forget_networks, hide
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.posts.models import Post
from tests.comments.test_thread import many, shown
from tests.stage.reader import Reader

pytestmark = pytest.mark.usefixtures("everyone_at_once")

MakeComment = Callable[..., Comment]
MakePost = Callable[..., Post]
ChangeSetting = Callable[[str, object], None]
GOOD = {"name": "Nils", "text": "So **true**.\r\nReally."}


def rows(app: Flask) -> list[Comment]:
    with app.app_context():
        found = list(db.session.scalars(select(Comment).order_by(Comment.id)))
        db.session.expunge_all()
        return found


def counts(app: Flask, post: Post) -> tuple[int, int]:
    """(counter of the post, approved comments there are)."""
    with app.app_context():
        stored = db.session.get_one(Post, post.id).comments
        real = db.session.scalar(select(func.count()).where(Comment.state == "approved"))
        return stored, real or 0


def test_without_javascript_a_comment_leads_to_where_it_stands(
    app: Flask, commenter: Reader, post: Post
) -> None:
    more = {"email": "nils@example.org", "website": "nils.example"}
    answer = commenter.post(f"/comments/{post.id}", data=GOOD | more)
    (comment,) = rows(app)
    assert (answer.status_code, answer.location) == (303, f"/comments/{post.id}/{comment.id}")
    lead = commenter.get(answer.location)
    page = commenter.get(lead.location.partition("#")[0])
    assert page.find(f"#comment-{comment.id} .body strong").text() == "true"
    assert page.texts(".badge") == ["You"]
    assert "nils@example.org" not in page.text
    assert comment.author_email == "nils@example.org"
    assert comment.author_url == "https://nils.example"
    assert counts(app, post) == (1, 1)


def test_with_htmx_the_section_comes_back_with_the_comment_in_focus(
    commenter: Reader, post: Post, make_comment: MakeComment
) -> None:
    first = make_comment(post)
    answer = commenter.htmx.post(f"/comments/{post.id}", data=GOOD)
    assert answer.status_code == 201
    assert answer.find("section#comments[data-announce]")
    assert shown(answer)[0] == first.id
    assert answer.find("li[autofocus][tabindex='-1'] .who").text().split()[0] == "Nils"
    assert not answer.find("#comment-form textarea").text().strip()
    assert "<html" not in answer.text


def test_a_reply_hangs_below_what_it_answers(
    app: Flask, commenter: Reader, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post, name="Rosa")
    below = make_comment(post, parent=root)
    page = commenter.get(f"/comments/{post.id}/{below.id}/reply")
    assert page.find(f"form#comment-form-{below.id} [name=parent]").attributes["value"] == str(
        below.id
    )
    assert "Reply to Clara Commenter" in page.text
    answer = commenter.htmx.post(f"/comments/{post.id}", data=GOOD | {"parent": below.id})
    reply = rows(app)[-1]
    assert (reply.parent_id, reply.root_id, reply.depth) == (below.id, root.id, 2)
    assert answer.find(f"#comment-{below.id} #comment-{reply.id}")
    assert rows(app)[0].replies == 2
    assert counts(app, post) == (3, 3)


FAULTS = {
    "no name": ({"name": " "}, "name", "Please tell us your name."),
    "an invisible name": ({"name": "\u200b\u2060"}, "name", "Please write something"),
    "a long name": ({"name": "x" * 101}, "name", "at most 100"),
    "no text": ({"text": "\n \t"}, "text", "Please write a comment."),
    "a long text": ({"text": "x" * 5001}, "text", "at most 5,000"),
    "a bad e-mail": ({"email": "nils at home"}, "email", "not an e-mail address"),
    "a bad website": ({"website": "javascript:alert(1)"}, "website", "not a web address"),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("has_htmx", [True, False])
def test_what_is_wrong_is_told_beside_its_field(
    app: Flask, commenter: Reader, post: Post, fault: str, has_htmx: bool
) -> None:
    wrong, field, message = FAULTS[fault]
    client = commenter.htmx if has_htmx else commenter
    answer = client.post(f"/comments/{post.id}", data=GOOD | wrong)
    assert answer.status_code == 422
    assert ("<html" in answer.text) is not has_htmx
    box = answer.find(f"#comment-{field}")
    assert box.attributes["aria-invalid"] == "true"
    assert "autofocus" in box.attributes
    assert f"comment-{field}-error" in (box.attributes["aria-describedby"] or "").split()
    assert message in answer.find(f"#comment-{field}-error").text()
    assert answer.find("form[data-announce]")
    if field != "name":
        assert answer.find("#comment-name").attributes["value"] == "Nils"
    if field != "text":
        assert "So **true**." in answer.find("#comment-text").text()
    assert not rows(app)
    assert "Set-Cookie" not in answer.headers


def test_five_thousand_characters_fit_however_lines_end(
    app: Flask, commenter: Reader, post: Post
) -> None:
    text = "é\r\n" * 2500
    assert commenter.post(f"/comments/{post.id}", data=GOOD | {"text": text}).status_code == 303
    assert len(rows(app)[0].source) == 4999


@pytest.mark.parametrize("status", ["draft", "trashed"])
def test_what_readers_may_not_see_takes_no_comments(
    app: Flask, commenter: Reader, make_post: MakePost, status: str
) -> None:
    post = make_post(status=status, path="/a.html")
    assert commenter.post(f"/comments/{post.id}", data=GOOD).status_code == 404
    assert not rows(app)


def test_a_scheduled_post_takes_no_comments(
    app: Flask, commenter: Reader, make_post: MakePost
) -> None:
    post = make_post(published_at=now() + timedelta(hours=1))
    assert commenter.post(f"/comments/{post.id}", data=GOOD).status_code == 404
    assert commenter.post("/comments/4711", data=GOOD).status_code == 404
    assert not rows(app)


def test_a_closed_post_says_so_and_keeps_the_text(
    app: Flask, commenter: Reader, make_post: MakePost
) -> None:
    post = make_post(comments_policy="closed")
    for client in (commenter, commenter.htmx):
        answer = client.post(f"/comments/{post.id}", data=GOOD)
        assert answer.status_code == 422
        assert answer.texts("form .error") == ["Comments on this post are closed."]
        assert "So **true**." in answer.text
    assert not rows(app)


def test_a_reply_to_what_is_not_there_is_refused(
    app: Flask, commenter: Reader, post: Post, make_post: MakePost, make_comment: MakeComment
) -> None:
    elsewhere = make_comment(make_post())
    pending, gone = make_comment(post, state="pending"), make_comment(post, state="deleted")
    for parent in (elsewhere.id, pending.id, gone.id, 4711, 0, "-1", "x", "9" * 40, "²"):
        answer = commenter.post(f"/comments/{post.id}", data=GOOD | {"parent": parent})
        assert answer.status_code == 422, parent
        assert "no longer here" in answer.text
        assert "So **true**." in answer.text
    assert len(rows(app)) == 3
    for comment in (elsewhere, pending, gone):
        assert commenter.get(f"/comments/{post.id}/{comment.id}/reply").status_code == 404


def test_the_same_text_sent_twice_is_one_comment(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_per_minute", 1)
    first = commenter.post(f"/comments/{post.id}", data=GOOD)
    again = commenter.post(f"/comments/{post.id}", data=GOOD)
    assert first.location == again.location
    assert commenter.htmx.post(f"/comments/{post.id}", data=GOOD).status_code == 201
    assert counts(app, post) == (1, 1)


def test_the_same_words_on_another_day_are_another_comment(
    app: Flask, commenter: Reader, post: Post
) -> None:
    with time_machine.travel(now() + timedelta(hours=1), tick=False) as clock:
        commenter.post(f"/comments/{post.id}", data=GOOD)
        clock.shift(timedelta(hours=23))
        commenter.post(f"/comments/{post.id}", data=GOOD)
        assert len(rows(app)) == 1
        clock.shift(timedelta(hours=2))
        commenter.post(f"/comments/{post.id}", data=GOOD)
        assert len(rows(app)) == 2


def test_other_words_places_names_and_networks_make_other_comments(
    app: Flask, commenter: Reader, post: Post, make_post: MakePost, make_comment: MakeComment
) -> None:
    parent = make_comment(post)
    for extra in ({}, {"name": "Nele"}, {"text": "No."}, {"parent": parent.id}):
        commenter.post(f"/comments/{post.id}", data=GOOD | extra)
    commenter.post(f"/comments/{make_post().id}", data=GOOD)
    elsewhere: dict[str, Any] = {"REMOTE_ADDR": "198.51.100.7"}
    commenter.post(f"/comments/{post.id}", data=GOOD, environ_base=elsewhere)
    assert len(rows(app)) == 7


def test_eight_who_press_send_at_once_leave_one_comment(app: Flask, post: Post) -> None:
    barrier, answers = Barrier(8), []

    def press() -> None:
        client = Reader(app, app.response_class)
        barrier.wait()
        answers.append(client.post(f"/comments/{post.id}", data=GOOD))

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [303] * 8
    assert len({answer.location for answer in answers}) == 1
    assert counts(app, post) == (1, 1)


@pytest.mark.parametrize("limit", ["comments_per_minute", "comments_per_hour"])
def test_too_many_from_one_network_have_to_wait(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting, limit: str
) -> None:
    change_setting(limit, 2)
    places = ["192.0.2.1", "192.0.2.250", "192.0.2.77", "198.51.100.1"]
    statuses = []
    for number, place in enumerate(places):
        answer = commenter.htmx.post(
            f"/comments/{post.id}", data=GOOD | {"text": f"No {number}"},
            environ_base={"REMOTE_ADDR": place},
        )  # fmt: skip
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            assert "too fast" in answer.find("form .error").text()
            assert "No 2" in answer.find("textarea").text()
            assert answer.headers["Retry-After"]
    assert statuses == [201, 201, 429, 201]
    page = commenter.post(
        f"/comments/{post.id}", data=GOOD, environ_base={"REMOTE_ADDR": "192.0.2.9"}
    )
    assert page.status_code == 429
    assert page.find("h1")


def test_networks_are_hashed_and_forgotten_after_thirty_days(
    app: Flask, commenter: Reader, post: Post
) -> None:
    place = {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}
    commenter.post(f"/comments/{post.id}", data=GOOD, environ_base=place)
    assert len(rows(app)[0].network_key or "") == 64
    with app.app_context(), writing():
        assert forget_networks() == 0
    with time_machine.travel(now() + timedelta(days=31)), app.app_context(), writing():
        assert forget_networks() == 1
    assert rows(app)[0].network_key is None


@pytest.mark.parametrize("has_htmx", [True, False])
def test_a_busy_database_loses_no_word(
    monkeypatch: pytest.MonkeyPatch, app: Flask, commenter: Reader, post: Post, has_htmx: bool
) -> None:
    def locked(*args: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(sending, "by_content_key", locked)
    client = commenter.htmx if has_htmx else commenter
    answer = client.post(f"/comments/{post.id}", data=GOOD | {"email": "n@example.org"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "So **true**." in answer.find("textarea").text()
    assert answer.find("#comment-email").attributes["value"] == "n@example.org"
    assert "busy" in answer.find("form .error").text()
    monkeypatch.undo()
    assert not rows(app)
    assert client.post(f"/comments/{post.id}", data=GOOD).status_code in (201, 303)


@pytest.mark.parametrize("has_htmx", [True, False])
def test_a_hidden_comment_does_not_come_back_by_sending_it_again(
    app: Flask, commenter: Reader, post: Post, has_htmx: bool
) -> None:
    client = commenter.htmx if has_htmx else commenter
    client.post(f"/comments/{post.id}", data=GOOD)
    with app.app_context(), writing():
        hide(db.session.get_one(Comment, rows(app)[0].id))
    answer = client.post(f"/comments/{post.id}", data=GOOD)
    assert answer.status_code == 422
    assert "taken down" in answer.find("form .error").text()
    assert counts(app, post) == (0, 0)


def test_another_site_cannot_make_a_browser_comment(
    app: Flask, commenter: Reader, post: Post
) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        answer = commenter.post(f"/comments/{post.id}", data=GOOD, headers=headers)
        assert answer.status_code == 403
    foreign = app.test_client().post(
        f"/comments/{post.id}", data=GOOD, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert not rows(app)


def test_a_comment_whose_place_is_far_is_shown_at_the_form(
    app: Flask, commenter: Reader, stranger: Reader, post: Post
) -> None:
    many(app, post, 5_000)
    answer = commenter.htmx.post(f"/comments/{post.id}", data=GOOD)
    own = rows(app)[-1]
    assert answer.status_code == 201
    assert own.id not in shown(answer)
    assert answer.find(f"#yours-{own.id}[autofocus] .body").text().startswith("So true")
    lead = commenter.get(f"/comments/{post.id}/{own.id}")
    assert own.id in shown(commenter.get(lead.location.partition("#")[0]))
    assert commenter.get(post.path).find(f"#yours-{own.id} a[href='/comments/1/{own.id}']")
    assert not stranger.get(post.path).html.css(".yours")


def test_a_reply_in_a_long_thread_is_shown_at_the_form(
    app: Flask, commenter: Reader, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post, created_at=now() - timedelta(days=30))
    many(app, post, 5_000, root)
    answer = commenter.htmx.post(f"/comments/{post.id}", data=GOOD | {"parent": root.id})
    own = rows(app)[-1]
    assert answer.find(f"#yours-{own.id}")
    lead = commenter.get(f"/comments/{post.id}/{own.id}")
    assert f"thread={root.id}" in lead.location
    assert own.id in shown(commenter.get(lead.location.partition("#")[0]))


def test_writing_on_a_later_page_answers_with_that_page(
    app: Flask, commenter: Reader, post: Post
) -> None:
    ids = many(app, post, 60)
    address = commenter.get(post.path).find(".older a").attributes["href"]
    action = commenter.get(address).find("#comment-form").attributes["action"]
    answer = commenter.htmx.post(action, data=GOOD)
    assert shown(answer)[:-1] == ids[50:]
    assert answer.find("#comment-form").attributes["action"] == action
    reply = commenter.htmx.post(f"/comments/{post.id}", data=GOOD | {"parent": ids[55]})
    assert ids[55] in shown(reply)


def test_a_comment_removed_meanwhile_is_not_shown_to_its_writer(
    app: Flask, commenter: Reader, post: Post
) -> None:
    commenter.post(f"/comments/{post.id}", data=GOOD)
    with app.app_context(), writing():
        hide(db.session.get_one(Comment, rows(app)[0].id))
    assert not commenter.get(post.path).html.css(".comment")
    assert counts(app, post) == (0, 0)
