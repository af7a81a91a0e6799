"""The list of posts: whose, in which order, by which filters, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from blog.db import db, now, writing
from blog.people.models import User
from blog.posts.models import Autosave, Post, Revision
from tests.stage.reader import Reader


def test_the_latest_change_stands_first(
    app: Flask, sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    first = make_post(title="First")
    make_post(title="Second")
    with app.app_context(), writing():
        db.session.get_one(Post, first.id).updated_at = now()
    assert sign_in("editor").get("/admin/posts/").texts(".what") == ["First", "Second"]


def test_a_line_tells_how_a_post_stands(
    app: Flask,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    author: User,
    owner: User,
) -> None:
    post = make_post(title="On paper", author=author, labels=["Paper", "Ink"], is_pinned=True)
    with app.app_context(), writing():
        db.session.add(Revision(post_id=post.id, version=1, user_id=owner.id))
    line = sign_in("editor").get("/admin/posts/").texts(".lines li")[0]
    for told in ("On paper", "Published", "Pinned", "Ada Author", "Ink, Paper", "by Olga Owner"):
        assert told in line


def test_each_tab_holds_the_posts_of_one_state(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    make_post(title="Public")
    make_post(title="Draft", status="draft")
    make_post(title="Tomorrow", published_at=now() + timedelta(days=1))
    make_post(title="Gone", status="trashed")
    make_post(title="About", kind="page")
    editor = sign_in("editor")
    for state, titles in {
        "": {"Public", "Draft", "Tomorrow"},
        "draft": {"Draft"},
        "scheduled": {"Tomorrow"},
        "published": {"Public"},
        "trashed": {"Gone"},
        "nonsense": {"Public", "Draft", "Tomorrow"},
    }.items():
        answer = editor.get(f"/admin/posts/?state={state}")
        assert set(answer.texts(".what")) == titles, state
        assert answer.texts("h1") == ["Posts"]
    assert editor.get("/admin/pages/").texts(".what") == ["About"]
    assert editor.get("/admin/pages/").texts("h1") == ["Pages"]


def test_posts_are_found_by_author_label_and_words_in_title_and_text(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post], author: User
) -> None:
    make_post(title="Ada writes", source="of 50% cotton", author=author, labels=["Paper"])
    make_post(title="Cotton", source="and nothing else")
    make_post(title="Wool", source="x", labels=["Paper"])
    editor = sign_in("editor")
    for asked, titles in {
        f"author={author.id}": ["Ada writes"],
        "label=paper": ["Wool", "Ada writes"],
        "q=COTTON": ["Cotton", "Ada writes"],
        "q=50%25": ["Ada writes"],
        "q=cotton+nothing": ["Cotton"],
        f"author={author.id}&q=wool": [],
        "label=Nothing": [],
        "author=999999999999": ["Wool", "Cotton", "Ada writes"],
    }.items():
        assert editor.get(f"/admin/posts/?{asked}").texts(".what") == titles, asked
    assert "Nothing is like that." in editor.get("/admin/posts/?q=zzz").texts(".empty")[0]


@pytest.mark.parametrize("role", ["author", "contributor"])
def test_who_writes_for_the_blog_sees_the_own_posts_alone(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post], owner: User, role: str
) -> None:
    browser = sign_in(role)
    make_post(title="Secret plan", status="draft", author=owner)
    make_post(title="Mine", status="draft", author=browser.who)
    for asked in ("", f"?author={owner.id}", "?q=secret", "?state=draft"):
        answer = browser.get(f"/admin/posts/{asked}")
        assert "Secret" not in answer.text, asked
        assert answer.html.css_first("[name=author]") is None
    assert browser.get("/admin/posts/").texts(".what a") == ["Mine"]
    assert browser.get("/admin/pages/").status_code == 403


def test_what_somebody_types_and_has_not_saved_is_shown_to_nobody(
    app: Flask, sign_in: Callable[..., Reader], make_post: Callable[..., Post], owner: User
) -> None:
    post = make_post(title="Saved", author=owner)
    with app.app_context(), writing():
        fields = {"title": "Typed in secret", "source": "hidden words"}
        db.session.add(
            Autosave(user_id=owner.id, slot=f"post-{post.id}", post_id=post.id, fields=fields)
        )
    editor = sign_in("editor")
    assert "secret" not in editor.get("/admin/posts/").text
    assert editor.get("/admin/posts/?q=hidden").texts(".what") == []
    assert "secret" not in editor.get("/admin/").text


def test_a_contributor_is_led_to_what_became_public(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    browser = sign_in("contributor")
    post = make_post(title="Mine", author=browser.who)
    link = browser.get("/admin/posts/").find(".what a")
    assert link.attributes["href"] == post.path


def test_hundreds_of_posts_come_a_page_at_a_time_each_once(
    app: Flask,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    count_queries: Callable[[], Any],
) -> None:
    moment = now() - timedelta(days=1)
    first = make_post(title="Carries a label", labels=["Paper"])
    with app.app_context(), writing():
        db.session.add_all(
            # Twenty at a time were changed at the same moment.
            Post(title=f"Post {n}", updated_at=moment - timedelta(minutes=n // 20), status="draft")
            for n in range(300)
        )
    editor, seen = sign_in("editor"), list[str]()
    address: str | None = "/admin/posts/"
    while address:
        with count_queries() as asked:
            answer = editor.get(address)
        assert len(asked) <= 6
        seen += answer.texts(".what")
        link = answer.html.css_first("#older a")
        address = link.attributes["href"] if link else ""
        assert link is None or link.attributes["hx-get"] == address
    assert len(seen) == len(set(seen)) == 301
    assert first.title in seen


def test_an_empty_list_says_what_to_do(sign_in: Callable[..., Reader]) -> None:
    editor = sign_in("editor")
    assert "Nothing is written yet." in editor.get("/admin/posts/").texts(".empty")[0]
    assert "No pages yet." in editor.get("/admin/pages/").texts(".empty")[0]
    assert str(editor.get("/admin/pages/").find(".head a").attributes["href"]).endswith(
        "?kind=page"
    )


def test_a_cursor_that_names_no_place_is_not_found(sign_in: Callable[..., Reader]) -> None:
    assert sign_in("editor").get("/admin/posts/?before=x").status_code == 404
