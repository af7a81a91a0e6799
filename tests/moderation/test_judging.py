"""Which comments are shown, which wait, which are spam, and what is kept of the reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from blog.comments import stamps
from blog.comments.actions import move
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.moderation.actions import add_rules, block
from blog.moderation.reasons import sentence
from blog.people.models import User
from blog.posts.models import Post
from tests.stage.reader import Answer, Reader

MakePost = Callable[..., Post]
MakeComment = Callable[..., Comment]
ChangeSetting = Callable[[str, object], None]

NILS = {"name": "Nils", "email": "nils@example.org"}
LINK = "Look at https://example.org/ for more."
LONG = "What a fine press that is, I would like to print a book with it one day."


def say(
    app: Flask, browser: Reader, post: Post, text: str = "So true.", *, age: int = 30, **fields: Any
) -> Answer:
    """Send a comment as a browser with JavaScript does, so many seconds after it was begun."""
    with app.app_context(), time_machine.travel(now() - timedelta(seconds=age), tick=False):
        stamp = stamps.stamp(post.id)
    place = {"REMOTE_ADDR": fields.pop("address", "203.0.113.7")}
    sent = NILS | {"text": text, "stamp": stamp} | fields
    return browser.post(f"/comments/{post.id}", data=sent, environ_base=place)


def last(app: Flask) -> Comment:
    with app.app_context():
        found = db.session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()
        db.session.expunge_all()
        return found


def why(comment: Comment) -> list[object]:
    """The codes of its reasons, without the filter's opinion of the words."""
    return [reason["why"] for reason in comment.reasons if reason["why"] != "filter"]


def decide(app: Flask, comment: Comment, state: str, *, is_trusted: bool = False) -> None:
    with app.app_context(), writing():
        row = db.session.get_one(Comment, comment.id)
        move(row, state)
        row.is_trusted = is_trusted


def rule(app: Flask, kind: str, pattern: str, act: str) -> None:
    with app.app_context(), writing():
        add_rules(kind, [pattern], act, None, None)


def test_who_is_new_waits_until_one_comment_was_approved(
    app: Flask, commenter: Reader, stranger: Reader, post: Post
) -> None:
    assert say(app, commenter, post, "My first words.").status_code == 303
    first = last(app)
    assert (first.state, first.verdict, why(first)) == ("pending", "pending", ["first"])
    assert "My first words." not in stranger.get(str(post.path)).text
    say(app, commenter, post, "My second words.")
    assert last(app).state == "pending"
    decide(app, first, "approved")
    say(app, commenter, post, "My third words.")
    third = last(app)
    assert (third.state, third.verdict, why(third)) == ("approved", "approved", ["known"])
    with app.test_request_context():
        assert sentence(third.reasons[0]) == "Known: 1 comment was approved before."
    assert "My third words." in stranger.get(str(post.path)).text


def test_the_owner_says_how_many_make_somebody_known(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_first_count", 2)
    for number, state in enumerate(["pending", "pending", "approved"]):
        say(app, commenter, post, f"No {number}")
        assert last(app).state == state
        decide(app, last(app), "approved")


def test_name_and_address_together_are_known_in_another_browser(
    app: Flask, stranger: Reader, post: Post, make_comment: MakeComment
) -> None:
    make_comment(post, name="Nils", email="Nils@example.org")
    for number, (name, email, state) in enumerate(
        [
            ("nils", "NILS@example.org", "approved"),
            ("Nils", "", "pending"),
            ("Nils", "nils@example.com", "pending"),
            ("Nele", "nils@example.org", "pending"),
        ]
    ):
        browser = Reader(app, app.response_class)
        say(app, browser, post, f"No {number}", name=name, email=email)
        assert last(app).state == state, (name, email)


@pytest.mark.parametrize("state", ["pending", "spam", "deleted"])
def test_nobody_is_known_by_what_was_not_approved(
    app: Flask, stranger: Reader, post: Post, make_comment: MakeComment, state: str
) -> None:
    make_comment(post, state=state, **NILS)
    say(app, stranger, post)
    assert last(app).state == "pending"


def test_everyone_at_once_is_shown_at_once(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", [])
    say(app, commenter, post, LONG)
    assert (last(app).state, why(last(app))) == ("approved", ["open"])
    assert 0 < (last(app).spam_probability or 0) < 1


def test_what_carries_a_link_waits_but_a_website_behind_the_name_does_not(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", ["links"])
    change_setting("is_filter_on", False)  # Links of strangers trouble it, too.
    for text, state in (
        ("Plain words.", "approved"),
        (LINK, "pending"),
        ("[Here](https://example.org)", "pending"),
        ("See www.example.org", "pending"),
        ("![A cat](https://example.org/cat.png)", "pending"),
    ):
        say(app, commenter, post, text, website="https://nils.example")
        assert last(app).state == state, text
    assert why(last(app)) == ["carries", "known"]


def test_comments_on_old_posts_wait(
    app: Flask, commenter: Reader, make_post: MakePost, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", ["old"])
    change_setting("comments_old_days", 7)
    for days, state in ((6, "approved"), (8, "pending")):
        say(app, commenter, make_post(published_at=now() - timedelta(days=days)))
        assert last(app).state == state
    assert why(last(app)) == ["old", "known"]


def test_all_wait_even_of_people_who_are_trusted(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", ["all"])
    say(app, commenter, post)
    decide(app, last(app), "approved", is_trusted=True)
    say(app, commenter, post, "Again.")
    assert (last(app).state, why(last(app))) == ("pending", ["all", "trusted"])


@pytest.mark.parametrize(
    ("of_post", "of_blog", "state"),
    [
        ("", ["all"], "pending"),
        ("", [], "approved"),
        ("nobody", ["all", "first"], "approved"),
        ("first", [], "pending"),
        ("all", [], "pending"),
        ("links", ["first"], "approved"),
    ],
)
def test_a_post_says_for_itself_which_comments_wait(
    app: Flask, commenter: Reader, make_post: MakePost, change_setting: ChangeSetting,
    of_post: str, of_blog: list[str], state: str,
) -> None:  # fmt: skip
    change_setting("comments_hold", of_blog)
    say(app, commenter, make_post(comments_hold=of_post))
    assert last(app).state == state


def test_whoever_is_signed_in_never_waits(
    app: Flask, sign_in: Callable[..., Reader], make_post: MakePost, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", ["all"])
    rule(app, "word", "pills", "hold")
    writer = sign_in("author")
    say(app, writer, make_post(comments_hold="all"), f"Pills! {LINK}")
    assert (last(app).state, why(last(app))) == ("approved", ["person"])
    assert last(app).user_id == writer.who.id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name", ["Ada Author", "ADA  AUTHOR", "Adа Authоr", "Áda.Author", "ＡｄａAuthor"]
)
def test_whoever_looks_like_one_who_writes_here_waits(
    app: Flask, commenter: Reader, post: Post, author: User, change_setting: ChangeSetting,
    name: str,
) -> None:  # fmt: skip
    change_setting("comments_hold", [])
    say(app, commenter, post, name=name)
    assert (last(app).state, why(last(app))[0]) == ("pending", "name")
    decide(app, last(app), "approved", is_trusted=True)
    say(app, commenter, post, "Trusted, too.", name=name)
    assert last(app).state == "pending"
    say(app, commenter, post, "As myself.", name="Adam")
    assert last(app).state == "approved"


def test_whoever_gives_the_address_of_one_who_writes_here_waits(
    app: Flask, commenter: Reader, post: Post, author: User, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", [])
    with app.app_context(), writing():
        db.session.get_one(User, author.id).email = "ada@example.org"
    say(app, commenter, post, email="Ada@Example.org")
    assert (last(app).state, why(last(app))[0]) == ("pending", "email")
    assert last(app).reasons[0]["name"] == "Ada Author"


def test_trusted_people_pass_policy_and_filter_but_no_refusal(
    app: Flask, commenter: Reader, make_post: MakePost, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", ["first", "links", "old"])
    old = make_post(published_at=now() - timedelta(days=400))
    say(app, commenter, old)
    decide(app, last(app), "approved", is_trusted=True)
    say(app, commenter, old, "[url=https://example.org]pills[/url]", age=1)
    assert (last(app).state, why(last(app))) == ("approved", ["trusted"])
    rule(app, "word", "pills", "refuse")
    answer = say(app, commenter, old, "More pills.")
    assert answer.status_code == 422


def test_whoever_only_knows_a_trusted_persons_name_and_address_does_not_pass_the_filter(
    app: Flask, commenter: Reader, stranger: Reader, post: Post
) -> None:
    say(app, commenter, post, name="Rosa", email="rosa@example.org")
    decide(app, last(app), "approved", is_trusted=True)
    spam = "[url=https://example.org]cheap pills[/url] [url=https://example.net]casino[/url]"
    say(app, stranger, post, spam, name="Rosa", email="rosa@example.org", age=1)
    assert last(app).state in ("pending", "spam")
    say(app, stranger, post, "I read it twice.", name="Rosa", email="rosa@example.org")
    assert (last(app).state, why(last(app))[0]) == ("approved", "trusted")


def test_lists_let_through_hold_and_refuse(app: Flask, commenter: Reader, post: Post) -> None:
    rule(app, "word", "hedgehog", "allow")
    rule(app, "word", "casino", "hold")
    rule(app, "network", "198.51.100.0/24", "refuse")
    say(app, commenter, post, "A hedgehog in the casino.")
    assert (last(app).state, why(last(app))) == ("approved", ["allowed"])
    say(app, Reader(app, app.response_class), post, "A casino.", name="Nele")
    assert why(last(app)) == ["held", "first"]
    for client in (commenter, commenter.htmx):
        answer = say(app, client, post, "A hedgehog again.", address="198.51.100.9")
        assert answer.status_code == 422
        assert answer.texts("form .error") == ["This blog does not take this comment."]
        assert "A hedgehog again." in answer.find("textarea").text()
    assert last(app).source == "A casino."


def test_a_blocked_network_is_refused_under_each_of_its_keys(
    app: Flask, commenter: Reader, post: Post
) -> None:
    say(app, commenter, post)
    with app.app_context(), writing():
        block(last(app).network_key or "", None)
    assert say(app, commenter, post, "Again.", address="203.0.113.99").status_code == 422
    assert say(app, commenter, post, "Elsewhere.", address="198.51.100.1").status_code == 303
    with time_machine.travel(now() + timedelta(hours=25)):
        assert say(app, commenter, post, "Tomorrow.").status_code == 303


def test_what_fills_in_the_field_that_nobody_sees_is_spam_and_is_not_told(
    app: Flask, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", ["all"])
    answers = []
    for trap in ("", "https://pills.example"):
        browser = Reader(app, app.response_class)
        answers.append(say(app, browser.htmx, post, f"Words {len(trap)}", subject=trap))
        assert last(app).state == ("spam" if trap else "pending")
    assert why(last(app))[0] == "trap"
    assert (last(app).spam_probability or 0) > 0.99
    held, spam = answers
    assert held.status_code == spam.status_code == 201
    assert announced(held) == announced(spam)


def announced(answer: Answer) -> str | None:
    return answer.find("#comments").attributes["data-announce"]


@pytest.mark.parametrize(
    ("age", "expected"),
    [(30, []), (1, ["quick"]), (2 * 24 * 3600, ["stale"])],
)
def test_the_stamp_weighs_and_never_decides_alone(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting, age: int,
    expected: list[str],
) -> None:  # fmt: skip
    change_setting("comments_hold", [])
    say(app, commenter, post, LONG, age=age)
    assert (last(app).state, why(last(app))) == ("approved", ["open", *expected])


def test_no_stamp_or_another_posts_weighs_a_little(
    app: Flask, commenter: Reader, make_post: MakePost, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", [])
    post, other = make_post(), make_post()
    with app.app_context():
        foreign = stamps.stamp(other.id)
    for stamp in ("", "nonsense", foreign):
        browser = Reader(app, app.response_class)
        say(app, browser, post, f"{LONG} {len(stamp)}", name=f"N {len(stamp)}", stamp=stamp)
        assert (last(app).state, why(last(app))) == ("approved", ["open", "unstamped"])


def test_several_signs_together_hold_a_comment_or_make_it_spam(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", [])
    links = " ".join(f"[url=https://{n}.example]x[/url]" for n in range(9))
    say(app, commenter, post, f"{links} v\u200bi\u200ba", age=1)
    assert last(app).state in ("pending", "spam")
    assert {"links", "markup", "odd", "quick"} <= set(why(last(app)))
    weights = [float(str(reason.get("weight", 0))) for reason in last(app).reasons]
    assert weights == sorted(weights, reverse=True)


def test_without_the_filter_policy_and_lists_decide_alone(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", [])
    change_setting("is_filter_on", False)
    rule(app, "word", "casino", "hold")
    say(app, commenter, post, "[url=https://example.org]x[/url]", age=1, subject="filled")
    shown = last(app)
    assert (shown.state, why(shown), shown.spam_probability) == ("approved", ["open"], None)
    say(app, commenter, post, "A casino.")
    assert last(app).state == "pending"


SPAM = "Check out my channel https://youtube.example/free and subscribe for free money"


def test_the_filter_judges_the_words_and_says_which(
    app: Flask, commenter: Reader, post: Post, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", [])
    say(app, commenter, post, SPAM)
    assert (last(app).state, last(app).reasons[0]["why"]) == ("spam", "filter")
    assert "channel" in str(last(app).reasons[0]["words"])
    assert (last(app).spam_probability or 0) > 0.99


def test_who_is_known_may_send_a_link_where_a_stranger_waits(
    app: Flask, commenter: Reader, stranger: Reader, post: Post, make_comment: MakeComment,
    change_setting: ChangeSetting,
) -> None:  # fmt: skip
    change_setting("comments_hold", [])
    make_comment(post, **NILS)
    link = "See https://en.wikipedia.example/wiki/Letterpress for the history."
    say(app, stranger, post, link, name="Nele", email="")
    assert (last(app).state, why(last(app))) == ("pending", [])
    say(app, commenter, post, link)
    assert (last(app).state, why(last(app))) == ("approved", ["known"])


def test_the_same_long_text_under_several_posts_weighs(
    app: Flask, commenter: Reader, make_post: MakePost, change_setting: ChangeSetting
) -> None:
    change_setting("comments_hold", [])
    for number in range(3):
        post = make_post()
        say(app, commenter, post, "Thank you!", address=f"192.0.{number}.1")
        assert "repeated" not in why(last(app))
        say(app, commenter, post, LONG, address=f"192.0.{number}.1")
    found = next(reason for reason in last(app).reasons if reason["why"] == "repeated")
    assert found["posts"] == 2


def test_a_network_that_sent_spam_today_weighs(
    app: Flask, commenter: Reader, post: Post, make_comment: MakeComment,
    change_setting: ChangeSetting,
) -> None:  # fmt: skip
    change_setting("comments_hold", [])
    for number in range(2):
        say(app, Reader(app), post, f"Pills {number}", subject="filled", address="192.0.2.1")
    say(app, commenter, post, LONG, address="192.0.2.200")
    assert (last(app).state, why(last(app))) == ("approved", ["open", "network_spam"])
    say(app, commenter, post, "Elsewhere.", address="198.51.100.1")
    assert why(last(app)) == ["known"]


def test_what_readers_see_is_nobodys_own_for_sending_it_again(
    app: Flask, commenter: Reader, stranger: Reader, post: Post
) -> None:
    say(app, commenter, post, "Mine alone.")
    say(app, stranger, post, "Mine alone.")  # Nobody else can know what waits.
    say(app, stranger, post, "Mine alone.")
    decide(app, last(app), "approved")
    for state in ("approved", "pending"):  # What waits again was read by others before.
        decide(app, last(app), state)
        thief = Reader(app, app.response_class)
        assert say(app, thief, post, "Mine alone.").status_code == 303
        assert not thief.get(str(post.path)).texts(".thread .badge")
        assert "Mine alone." not in thief.get(str(post.path)).text or state == "approved"
    decide(app, last(app), "approved")
    assert "You" in commenter.get(str(post.path)).texts(".thread .badge")
    with app.app_context():
        assert len(db.session.scalars(select(Comment.id)).all()) == 1


def test_a_bot_is_stopped_at_the_limit_and_a_person_gets_through(
    app: Flask, commenter: Reader, stranger: Reader, post: Post, make_comment: MakeComment
) -> None:
    make_comment(post, **NILS)
    answers = []
    for number in range(30):
        bot = Reader(app)
        sent = {"name": f"Bot {number}", "text": f"Buy number {number}!"}
        place = {"REMOTE_ADDR": f"192.0.2.{number}"}
        answers.append(bot.post(f"/comments/{post.id}", data=sent, environ_base=place).status_code)
    assert answers == [303] * 10 + [429] * 20
    assert say(app, commenter, post, "A person.").status_code == 303
    with app.app_context():
        states = db.session.execute(select(Comment.author_name, Comment.state)).all()
    assert all(state != "approved" for name, state in states if name.startswith("Bot"))
    page = stranger.get(str(post.path)).text
    assert "A person." in page
    assert "Buy number" not in page
