"""The first page of the admin: what waits, what is new, and the first steps of a new blog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.db import Base, db, now, writing
from blog.people.models import User
from blog.posts.models import Autosave, Post
from blog.queue.models import MOST_ATTEMPTS, Task
from blog.redirects.models import Miss
from blog.views.models import DailyReaders, DailyViews
from tests.stage.reader import Reader


@pytest.fixture
def store(app: Flask) -> Callable[..., None]:
    """Puts rows into the database as they are."""

    def put(*rows: Base) -> None:
        with app.app_context(), writing():
            db.session.add_all(rows)

    return put


def block(browser: Reader, title: str) -> list[str]:
    """The lines of the block with that heading; none where it is not there."""
    for section in browser.get("/admin/").html.css(".blocks section"):
        if section.css("h2")[0].text().strip() == title:
            return [" ".join(line.text().split()) for line in section.css("li")]
    return []


def test_a_stranger_is_led_to_the_door(reader: Reader) -> None:
    answer = reader.get("/admin/")
    assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/admin/")


def test_it_is_kept_out_of_every_cache(sign_in: Callable[..., Reader]) -> None:
    assert sign_in("contributor").get("/admin/").headers["Cache-Control"] == "private, no-store"


def test_comments_that_wait_are_counted_and_lead_to_their_queue(
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    app: Flask,
    author: User,
) -> None:
    mine, other = make_post(author=author), make_post()
    waiting = [make_comment(mine), make_comment(other), make_comment(other)]
    with app.app_context(), writing():
        for comment, state in zip(waiting, ("pending", "pending", "spam"), strict=True):
            db.session.get_one(Comment, comment.id).state = state
    told = sign_in("editor").get("/admin/").texts(".waiting a")
    assert told == ["2 comments to look at", "1 comment held as spam"]
    assert sign_in(author).get("/admin/").texts(".waiting a") == ["1 comment to look at"]
    assert sign_in("contributor").get("/admin/").texts(".waiting a") == []


def test_more_than_anybody_counts_is_told_so(
    sign_in: Callable[..., Reader], post: Post, store: Callable[..., None]
) -> None:
    text = {"author_name": "Spammer", "source": "x", "html": "<p>x</p>", "state": "pending"}
    store(*(Comment(post_id=post.id, **text) for _ in range(120)))
    assert sign_in("editor").get("/admin/").texts(".waiting a") == ["99+ comments to look at"]


def test_imported_people_without_a_way_in_are_counted_for_the_owner_alone(
    sign_in: Callable[..., Reader], store: Callable[..., None]
) -> None:
    owner = sign_in("owner")
    assert owner.get("/admin/").texts(".waiting a") == []
    store(User(name="Imported", slug="imported", origin="import"))
    assert owner.get("/admin/").texts(".waiting a") == ["1 person without an invitation"]
    assert sign_in("editor").get("/admin/").texts(".waiting a") == []


def test_own_drafts_and_what_goes_out_next_stand_in_their_blocks(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post], owner: User
) -> None:
    ada = sign_in("author")
    make_post(title="Mine", status="draft", author=ada.who)
    make_post(title="Another's", status="draft", author=owner)
    for days in (3, 1, 2):
        make_post(title=f"In {days}", published_at=now() + timedelta(days=days), author=owner)
    make_post(title="Ada ahead", published_at=now() + timedelta(days=9), author=ada.who)
    assert [line.split()[0] for line in block(ada, "Your drafts")] == ["Mine"]
    assert [line[:9] for line in block(ada, "Goes out next")] == ["Ada ahead"]
    editor = sign_in("editor")
    assert block(editor, "Your drafts") == []
    ahead = [line[:4].strip() for line in block(editor, "Goes out next")]
    assert ahead == ["In 1", "In 2", "In 3", "Ada"]


def test_what_is_new_is_told_with_links_to_where_it_stands(
    sign_in: Callable[..., Reader], post: Post, make_comment: Callable[..., Comment]
) -> None:
    comment = make_comment(post, "What a <b>post</b>", name="Clara")
    browser = sign_in("editor")
    page = browser.get("/admin/")
    assert page.html.css_first(f".blocks a[href='{post.path}']") is not None
    assert page.html.css_first(f".blocks a[href='/comments/{post.id}/{comment.id}']") is not None
    line = block(browser, "Latest comments")[0]
    assert line.startswith("Clara on “A post”")
    assert "What a <b>post</b>" in line
    assert block(sign_in("contributor"), "Latest comments") == []


def test_what_one_typed_and_did_not_save_is_told_to_oneself_alone(
    sign_in: Callable[..., Reader], store: Callable[..., None], post: Post
) -> None:
    ada = sign_in("author")
    assert ada.who
    fields = {"title": "Half a thought", "source": "x"}
    store(Autosave(user_id=ada.who.id, slot="new-post", fields=fields))
    assert block(ada, "Not saved yet")[0].startswith("Half a thought")
    assert "Half a thought" not in sign_in("owner").get("/admin/").text


def test_addresses_asked_for_in_vain_of_late_are_told_to_who_can_redirect_them(
    sign_in: Callable[..., Reader], store: Callable[..., None]
) -> None:
    long_ago = now() - timedelta(days=30)
    store(
        Miss(path="/a", path_key="/a", hits=2),
        Miss(path="/b", path_key="/b", hits=9),
        Miss(path="/c", path_key="/c", hits=99, last_at=long_ago),
    )
    assert block(sign_in("editor"), "Asked for in vain this week") == ["/b 9 times", "/a 2 times"]
    assert block(sign_in("author"), "Asked for in vain this week") == []


def test_work_that_failed_is_told_to_the_owner(
    sign_in: Callable[..., Reader], store: Callable[..., None]
) -> None:
    store(Task(kind="mail", attempts=3, problem="No route to host"), Task(kind="mail"))
    failed = ["mail tried 3 times No route to host"]
    assert block(sign_in("owner"), "Could not be done") == failed
    assert block(sign_in("editor"), "Could not be done") == []


def test_what_was_given_up_and_what_nobody_does_is_told_as_such(
    sign_in: Callable[..., Reader], store: Callable[..., None]
) -> None:
    owner = sign_in("owner")
    store(Task(kind="mail", due_at=now() - timedelta(minutes=50)))
    assert block(owner, "Could not be done") == []
    store(
        Task(kind="mail", attempts=MOST_ATTEMPTS, problem="550 Nobody"),
        Task(kind="notice", due_at=now() - timedelta(hours=2)),
    )
    late, given_up = block(owner, "Could not be done")
    assert late.startswith("notice waits since ")
    assert given_up == "mail given up 550 Nobody"


def test_who_runs_the_blog_is_told_how_much_it_was_read_of_late(
    sign_in: Callable[..., Reader], store: Callable[..., None], post: Post
) -> None:
    owner, today = sign_in("owner"), now().date()
    link = "main a[href*='/admin/statistics/']"
    assert owner.get("/admin/").texts(link) == []
    store(
        DailyViews(post_id=post.id, day=today, views=1200),
        DailyViews(post_id=post.id, day=today - timedelta(days=6), views=34),
        DailyViews(post_id=post.id, day=today - timedelta(days=7), views=500),
        DailyReaders(day=today - timedelta(days=6), readers=1),
    )
    assert owner.get("/admin/").texts(link) == ["The last 7 days: 1,234 views, 1 reader"]
    assert sign_in("author").get("/admin/").texts(link) == []


def test_first_steps_go_away_as_they_are_done(
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    change_setting: Callable[[str, object], None],
) -> None:
    owner = sign_in("owner")
    assert len(owner.get("/admin/").texts(".first-steps li a")) == 4
    assert sign_in("editor").get("/admin/").texts(".first-steps") == []
    make_post(origin="sample")
    assert len(owner.get("/admin/").texts(".first-steps li a")) == 4
    change_setting("title", "The Folded Sheet")
    make_post()
    left = owner.get("/admin/").texts(".first-steps li a")
    assert left == ["Add a page about you", "Decide who may comment"]
    make_post(kind="page")
    change_setting("comments", "open")
    assert owner.get("/admin/").texts(".first-steps") == []


def test_a_blog_with_posts_needs_no_first_steps(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    for _ in range(3):
        make_post()
    assert sign_in("owner").get("/admin/").texts(".first-steps") == []


def test_it_asks_the_same_few_questions_of_a_large_blog(
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    count_queries: Callable[[], Any],
) -> None:
    owner = sign_in("owner")

    def number() -> int:
        with count_queries() as asked:
            owner.get("/admin/")
        return len(asked)

    few = number()
    for n in range(12):
        make_comment(make_post(author=owner.who, labels=["Paper"]))
        make_post(status="draft", author=owner.who)
        make_post(published_at=now() + timedelta(days=1 + n))
    assert number() == few <= 9
    for title in ("Your drafts", "Goes out next", "Latest comments", "Last posts"):
        assert len(block(owner, title)) == 5, title
