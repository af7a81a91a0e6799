"""What is done to comments in the queue: one by one, taken back, and several at once."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.comments.models import STATES, Comment
from blog.db import db, now, writing
from blog.posts.models import Post
from tests.comments.test_states import assert_counts_are_exact
from tests.stage.reader import Answer, Reader

MakePost = Callable[..., Post]
MakeComment = Callable[..., Comment]
SignIn = Callable[..., Reader]

ROOM = "/admin/comments/"
NOUNS = {"approved": "approval", "spam": "spam", "deleted": "deletion", "pending": "holding"}


def state_of(app: Flask, comment: Comment) -> str:
    with app.app_context():
        return db.session.get_one(Comment, comment.id).state


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditLine.action).order_by(AuditLine.id)))


def press(browser: Reader, answer: Answer, selector: str) -> Answer:
    """Send the form around that button, as a browser does."""
    button = answer.find(selector)
    form = button.parent
    while form is not None and form.tag != "form":
        form = form.parent
    assert form is not None
    fields = {n.attributes["name"]: n.attributes["value"] for n in form.css("input[type=hidden]")}
    return browser.post(form.attributes["action"], data=fields)


@pytest.mark.sqlite
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("was", STATES)
def test_without_javascript_an_act_leads_back_and_can_be_undone(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment, was: str, state: str
) -> None:
    comment = make_comment(post, "Some paper.", state=was)
    owner = sign_in("owner")
    place = f"?state={was}&q=paper&post={post.id}"
    answer = owner.post(f"{ROOM}{comment.id}/{NOUNS[state]}{place}")
    assert answer.status_code == 303
    assert answer.location.startswith(f"{ROOM}{place}&done=")
    assert state_of(app, comment) == state
    assert_counts_are_exact(app)
    page = owner.get(answer.location)
    assert page.find(".notice.done p").text()
    if was == state:
        assert not page.html.css(".notice.done button")
        assert acts(app) == []
        return
    answer = press(owner, page, ".notice.done button")
    assert answer.location == f"{ROOM}{place}&done=undone"
    assert state_of(app, comment) == was
    assert owner.get(answer.location).find(".notice.done").text().strip() == "Undone."
    assert_counts_are_exact(app)
    assert len(acts(app)) == 2


@pytest.mark.parametrize("key", ["a", "s", "d"])
def test_with_htmx_one_line_takes_the_place_of_the_entry(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment, key: str
) -> None:
    comment = make_comment(post, state="pending", name="Rita")
    owner = sign_in("owner")
    page = owner.get(ROOM)
    assert page.find(f"#entry-{comment.id} form[hx-target='closest .entry']")
    answer = press(owner.htmx, page, f"#entry-{comment.id} [data-key={key}]")
    assert answer.status_code == 200
    line = answer.find(f"#entry-{comment.id}.acted")
    assert (line.attributes["data-announce"] or "") in line.text()
    assert "Rita" in line.text()
    assert state_of(app, comment) == {"a": "approved", "s": "spam", "d": "deleted"}[key]
    again = press(owner.htmx, answer, "[data-key=u]")
    assert again.find(f"#entry-{comment.id}:not(.acted)").attributes["data-announce"] == "Undone."
    assert again.find(f"#entry-{comment.id} [data-key={key}]")
    assert state_of(app, comment) == "pending"


def test_the_buttons_are_those_that_change_something(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    buttons = {"pending": "arsdt", "approved": "rsdtp", "spam": "adt", "deleted": "as"}
    owner = sign_in("owner")
    for state, keys in buttons.items():
        make_comment(post, state=state)
        shown = owner.get(f"{ROOM}?state={state}").html.css(".entry [data-key]")
        assert "".join(node.attributes["data-key"] or "" for node in shown) == keys


def test_an_act_twice_is_counted_once(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post, state="pending")
    owner = sign_in("owner")
    for _ in range(2):
        assert owner.htmx.post(f"{ROOM}{comment.id}/approval").status_code == 200
    assert_counts_are_exact(app)
    assert acts(app) == ["comment.approve"]


def test_several_are_acted_on_at_once(
    app: Flask, sign_in: SignIn, post: Post, make_post: MakePost, make_comment: MakeComment
) -> None:
    chosen = [make_comment(place, state="pending") for place in (make_post(), post, make_post())]
    other = make_comment(post, state="pending")
    owner = sign_in("owner")
    page = owner.get(ROOM)
    assert len(page.html.css("input[type=checkbox][form=selection][name=comment]")) == 4
    action = page.find("form#selection").attributes["action"]
    ids = [*(comment.id for comment in chosen), 4711, "x", "9" * 20]
    answer = owner.post(action, data={"state": "spam", "comment": ids})
    place, _, marks = unquote(answer.location).partition("&undo=")
    assert place == f"{ROOM}?done=spam"
    assert sorted(marks.split(",")) == sorted(f"{comment.id}.pending" for comment in chosen)
    assert [state_of(app, comment) for comment in chosen] == ["spam"] * 3
    assert state_of(app, other) == "pending"
    assert acts(app) == ["comment.spam"] * 3
    assert_counts_are_exact(app)
    for fields in ({"state": "spam", "comment": ids}, {"state": "spam"}):
        assert owner.post(action, data=fields).location == f"{ROOM}?done=nothing"
    assert owner.post(action, data={"state": "nonsense", "comment": ids}).status_code == 400


def test_an_author_looks_after_their_own_posts_alone(
    app: Flask, sign_in: SignIn, make_post: MakePost, make_comment: MakeComment
) -> None:
    author = sign_in("author")
    own = make_comment(make_post(author=author.who), state="pending")
    foreign = make_comment(make_post(), state="pending")
    for noun in NOUNS.values():
        assert author.post(f"{ROOM}{foreign.id}/{noun}").status_code == 403
    assert author.get(f"{ROOM}{foreign.id}/reply").status_code == 403
    assert author.post(f"{ROOM}{foreign.id}/reply", data={"text": "No."}).status_code == 403
    both = {"state": "approved", "comment": [own.id, foreign.id]}
    assert author.post(f"{ROOM}selection", data=both).status_code == 403
    assert (state_of(app, own), state_of(app, foreign)) == ("pending", "pending")
    assert author.post(f"{ROOM}{own.id}/approval").status_code == 303
    alone = {"state": "spam", "comment": [own.id]}
    assert author.post(f"{ROOM}selection", data=alone).location.startswith(f"{ROOM}?done=spam")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "query",
    [
        "done=spam&undo=x.spam",
        "done=spam&undo=7.nonsense",
        "done=spam&undo=7.spam",
        "done=%3Cb%3E&undo=7.spam",
        "done=spam&undo=7",
        "done=spam&undo=7.pending,",
    ],
)
def test_nobody_puts_words_or_buttons_of_their_own_on_the_page(sign_in: SignIn, query: str) -> None:
    page = sign_in("owner").get(f"{ROOM}?{query}")
    assert page.status_code == 200
    assert not page.html.css(".notice.done button")
    assert "<b>" not in page.text.partition("<main")[2].partition("<h1")[0]


def test_a_comment_is_pinned_above_the_others(
    app: Flask, sign_in: SignIn, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    comments = [make_comment(post, name=name) for name in ("Ada", "Bea")]
    owner = sign_in("owner")
    page = owner.get(f"{ROOM}?state=approved")
    line = press(owner.htmx, page, f"#entry-{comments[1].id} [data-key=p]")
    told = line.find(f"#entry-{comments[1].id}").attributes["data-announce"]
    assert told == "Pinned above the other comments."
    assert "Pinned" in line.texts(".badge")
    first = reader.get(str(post.path)).find("[id^=comment-]:not([id*=form])")
    assert "Bea" in first.text()
    answer = press(
        owner, owner.get(f"{ROOM}?state=approved"), f"#entry-{comments[0].id} [data-key=p]"
    )
    assert answer.location == f"{ROOM}?state=approved&done=pinned"
    page = owner.get(f"{ROOM}?state=approved")
    assert len(page.html.css(".who .badge")) == 1  # One at a time.
    line = press(owner.htmx, page, f"#entry-{comments[0].id} [data-key=p]")
    assert line.find("li").attributes["data-announce"] == "No longer pinned."
    assert acts(app) == ["comment.pin", "comment.pin", "comment.unpin"]
    hidden = make_comment(post, state="pending")
    assert owner.post(f"{ROOM}{hidden.id}/pin").status_code == 409
    assert acts(app) == ["comment.pin", "comment.pin", "comment.unpin"]


def test_of_what_its_writer_erased_nothing_can_be_decided(
    app: Flask, sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    erased = make_comment(post, state="deleted")
    with app.app_context(), writing():
        db.session.get_one(Comment, erased.id).erased_at = now()
    owner = sign_in("owner")
    page = owner.get(f"{ROOM}?state=deleted")
    assert "Deleted 0" in page.texts(".tabs a")
    assert not page.html.css(".entry")
    for noun in (*NOUNS.values(), "trust", "blocking", "pin"):
        assert owner.post(f"{ROOM}{erased.id}/{noun}").status_code == 404
    assert acts(app) == []
