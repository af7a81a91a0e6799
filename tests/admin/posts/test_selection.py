"""One act on several posts: each is asked of the policy, and what came of it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from blog.audit.models import AuditLine
from blog.db import db, now
from blog.people.models import User
from blog.posts.models import Post
from blog.posts.queries import labels_of
from tests.stage.reader import Reader


@pytest.fixture
def row(app: Flask) -> Callable[[Post], Post | None]:
    """The post as it stands now."""

    def read(post: Post) -> Post | None:
        with app.app_context():
            found = db.session.get(Post, post.id)
            if found:
                db.session.expunge(found)
            return found

    return read


def do(browser: Reader, act: str, *posts: Post, kind: str = "post", **fields: str) -> str:
    """What is told after an act; the browser follows to the list, as it does without scripts."""
    data = {"post": [str(post.id) for post in posts], **fields}
    answer = browser.post(f"/admin/{kind}s/selection/{act}", data=data)
    assert answer.status_code == 303
    return browser.get(answer.location).texts("#table > .notice")[0]


def test_drafts_are_published_and_taken_back(
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    reader: Reader,
    row: Callable[[Post], Any],
) -> None:
    drafts = [make_post(title=f"Draft {n}", status="draft", labels=["Paper"]) for n in range(3)]
    public = make_post(title="Public")
    editor = sign_in("editor")
    assert do(editor, "publication", *drafts, public) == "3 changed, 1 left as it was."
    assert len(reader.get("/").texts(".teaser h2")) == 4
    assert reader.get("/").texts(".widget.labels a") == ["Paper 3"]
    assert do(editor, "withdrawal", drafts[0], public) == "2 changed."
    assert reader.get("/").texts(".widget.labels a") == ["Paper 2"]
    assert reader.get(str(row(public).path)).status_code == 404


def test_posts_go_to_the_trash_and_come_back_or_go_for_good(
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    reader: Reader,
    row: Callable[[Post], Any],
) -> None:
    one, other = make_post(), make_post()
    editor = sign_in("editor")
    assert do(editor, "trash", one, other) == "2 changed."
    assert reader.get(str(one.path)).status_code == 410
    assert do(editor, "restoration", one) == "1 changed."
    assert do(editor, "deletion", one, other) == "1 changed, 1 left as it was."
    assert row(one).status == "draft"
    assert row(other) is None


def test_an_author_changes_the_own_posts_alone(
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    owner: User,
    row: Callable[[Post], Any],
) -> None:
    ada = sign_in("author")
    mine = [make_post(author=ada.who) for _ in range(3)]
    foreign = make_post(author=owner)
    told = do(ada, "trash", *mine, foreign)
    assert told == "3 changed, 1 not allowed."
    assert row(foreign).status == "published"
    assert {row(post).status for post in mine} == {"trashed"}


def test_a_contributor_neither_publishes_nor_touches_what_is_public(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post], row: Callable[[Post], Any]
) -> None:
    browser = sign_in("contributor")
    draft = make_post(status="draft", author=browser.who)
    public = make_post(author=browser.who)
    assert do(browser, "publication", draft) == "1 not allowed."
    assert do(browser, "trash", draft, public) == "1 changed, 1 not allowed."
    assert row(public).status == "published"
    assert browser.get("/admin/posts/").html.css_first("[formaction*=publication]") is None


def test_pages_are_no_posts(
    sign_in: Callable[..., Reader], post: Post, page: Post, row: Callable[[Post], Any]
) -> None:
    assert do(sign_in("editor"), "trash", post, page) == "1 changed, 1 not allowed."
    assert row(page).status == "published"
    assert do(sign_in("editor"), "trash", post, page, kind="page") == "1 changed, 1 not allowed."
    author = sign_in("author")
    assert author.post("/admin/pages/selection/trash", data={"post": page.id}).status_code == 403


def test_labels_are_added_and_removed_and_counts_follow(
    app: Flask, sign_in: Callable[..., Reader], make_post: Callable[..., Post], reader: Reader
) -> None:
    paper, plain = make_post(labels=["Paper"]), make_post(labels=["Ink"])
    editor = sign_in("editor")
    assert do(editor, "label", paper, plain, label=" paper ") == "1 changed, 1 left as it was."
    assert reader.get("/").texts(".widget.labels a") == ["Ink 1", "Paper 2"]
    assert do(editor, "label", paper, plain, label="New one") == "2 changed."
    assert do(editor, "unlabel", paper, plain, label="INK") == "1 changed, 1 left as it was."
    assert reader.get("/").texts(".widget.labels a") == ["New one 2", "Paper 2"]
    with app.app_context():
        names = labels_of([plain.id])[plain.id]
    assert [name for _slug, name in names] == ["New one", "Paper"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_label_that_cannot_be_is_told_beside_the_field_and_ticks_stay(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post], name: str
) -> None:
    post, other = make_post(), make_post()
    editor = sign_in("editor")
    data = {"post": post.id, "label": name}
    for browser in (editor, editor.htmx):
        answer = browser.post("/admin/posts/selection/label", data=data)
        assert answer.status_code == 422
        assert answer.texts("#label-error") == ["Please name one label, of at most 200 characters."]
        ticked = [box.attributes["value"] for box in answer.html.css("[name=post][checked]")]
        assert ticked == [str(post.id)]
    assert other.id != post.id


def test_who_edits_everything_says_whose_posts_are(
    sign_in: Callable[..., Reader],
    post: Post,
    author: User,
    row: Callable[[Post], Any],
) -> None:
    assert do(sign_in("editor"), "author", post, author=str(author.id)) == "1 changed."
    assert row(post).author_id == author.id
    for wrong in ("", "999", "x"):
        data = {"post": post.id, "author": wrong}
        answer = sign_in("editor").post("/admin/posts/selection/author", data=data)
        assert answer.texts("#author-error") == ["Please choose a person."]


def test_an_author_gives_no_post_away(
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    owner: User,
    row: Callable[[Post], Any],
) -> None:
    ada = sign_in("author")
    post = make_post(author=ada.who)
    assert do(ada, "author", post, author=str(owner.id)) == "1 not allowed."
    assert row(post).author_id == post.author_id


def test_nothing_chosen_changes_nothing_and_says_so(sign_in: Callable[..., Reader]) -> None:
    assert do(sign_in("editor"), "trash") == "Nothing was chosen."
    answer = sign_in("editor").post("/admin/posts/selection/trash", data={"post": "x" * 50})
    assert answer.status_code == 303
    assert sign_in("editor").post("/admin/posts/selection/nonsense").status_code == 405


def test_under_htmx_the_list_comes_back_and_tells_what_was_done(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    draft, public = make_post(title="Draft", status="draft"), make_post(title="Public")
    answer = sign_in("editor").htmx.post(
        "/admin/posts/selection/trash?state=draft", data={"post": [draft.id, public.id]}
    )
    assert answer.status_code == 200
    assert answer.find("#table").attributes["data-announce"] == "2 changed."
    assert answer.texts(".notice") == ["2 changed."]
    assert answer.texts(".what") == []
    assert not answer.text.lstrip().startswith("<!doctype")


def test_the_list_stays_as_it_was_asked_for(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    make_post(title="Paper", labels=["A & B"])
    post = make_post(title="Ink", labels=["A & B"])
    editor = sign_in("editor")
    address = editor.get("/admin/posts/?label=A+%26+B&q=in").find("[formaction*=trash]")
    answer = editor.post(address.attributes["formaction"], data={"post": post.id})
    assert answer.location.startswith("/admin/posts/?label=A+%26+B&q=in&changed=1")


def test_each_change_stands_in_the_log(
    app: Flask, sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    draft = make_post(title="Mine", status="draft")
    ahead = make_post(
        title="Later", status="draft", published_at=now() + timedelta(days=1), kind="page"
    )
    editor = sign_in("editor")
    do(editor, "publication", draft)
    do(editor, "trash", draft)
    do(editor, "publication", ahead, kind="page")
    with app.app_context():
        lines = [(line.action, line.subject) for line in db.session.query(AuditLine)]
    assert ("post.publish", "Mine") in lines
    assert ("post.trash", "Mine") in lines
    assert any(action.startswith("page.") and what == "Later" for action, what in lines)
