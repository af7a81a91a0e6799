"""What readers see of comments: threads, tombstones, depth, pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import insert, update

from blog.comments.actions import hide
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.people.models import User
from blog.posts.models import Post
from tests.stage.reader import Answer, Reader

MakeComment = Callable[..., Comment]
MakePost = Callable[..., Post]
ChangeSetting = Callable[[str, object], None]


def shown(answer: Answer | str) -> list[int]:
    """Numbers of the comments on a page, in order."""
    page = LexborHTMLParser(answer if isinstance(answer, str) else answer.text)
    ids = [node.attributes["id"] or "" for node in page.css("li[id^=comment-]")]
    return [int(name.removeprefix("comment-")) for name in ids]


def hidden(app: Flask, comment: Comment) -> bool:
    with app.app_context(), writing():
        return hide(db.session.get_one(Comment, comment.id))


def many(app: Flask, post: Post, count: int, root: Comment | None = None) -> list[int]:
    """Lay comments (or replies of a thread) straight into the table, as an import leaves them."""
    start = now() - timedelta(days=20)
    rows = [
        {
            "post_id": post.id, "parent_id": root and root.id, "root_id": root and root.id,
            "depth": 1 if root else 0, "author_name": f"Reader {number}", "source": f"No {number}",
            "html": f"<p>No {number}</p>", "created_at": start + timedelta(seconds=number // 3),
        }
        for number in range(count)
    ]  # fmt: skip
    with app.app_context(), writing():
        ids = list(db.session.scalars(insert(Comment).returning(Comment.id), rows))
        db.session.execute(
            update(Post).where(Post.id == post.id).values(comments=Post.comments + count)
        )
        if root:
            db.session.execute(
                update(Comment).where(Comment.id == root.id).values(replies=Comment.replies + count)
            )
    return ids


def test_the_post_shows_its_comments_oldest_first(
    reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    first, second = make_comment(post), make_comment(post)
    reply = make_comment(post, parent=first)
    answer = reader.get(post.path)
    assert shown(answer) == [first.id, reply.id, second.id]
    assert answer.find("#comments h2").text() == "3 comments"
    assert answer.find(f"#comment-{first.id} details #comment-{reply.id}")
    assert answer.headers["Cache-Control"].startswith("public")


def test_an_unanswered_post_invites_a_comment(reader: Reader, post: Post) -> None:
    assert "Be the first" in reader.get(post.path).text


def test_a_comment_tells_who_wrote_it_and_when(
    reader: Reader, make_post: MakePost, author: User, make_comment: MakeComment
) -> None:
    post = make_post(author=author)
    comment = make_comment(post, name="Zoë", url="zoe.example", user=author, anchor="c4711")
    answer = reader.get(post.path)
    link = answer.find(f"#comment-{comment.id} .who b a")
    assert (link.text(), link.attributes["href"]) == ("Zoë", "https://zoe.example")
    assert link.attributes["rel"] == "nofollow ugc noopener"
    assert answer.find(".disc").text() == "Z"
    assert answer.texts(".badge") == ["Author"]
    assert answer.find("time[datetime]").text()
    assert answer.find(f"#comment-{comment.id} #c4711")
    assert answer.find(".body[hx-ignore][dir=auto]")


def test_a_nameless_imported_comment_is_anonymous(
    reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    make_comment(post, name="")
    assert reader.get(post.path).texts(".who b") == ["Anonymous"]


def test_pending_and_spam_comments_are_not_shown_or_counted(
    reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post)
    for state in ("pending", "spam", "deleted"):
        make_comment(post, f"secret {state}", state=state)
        make_comment(post, f"secret {state}", state=state, parent=root)
    answer = reader.get(post.path)
    assert shown(answer) == [root.id]
    assert "secret" not in answer.text
    assert answer.find("#comments h2").text() == "1 comment"


def test_a_removed_comment_leaves_a_tombstone_above_its_replies(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post, "regretted", name="Rita Regret")
    reply = make_comment(post, parent=root)
    inner = make_comment(post, "regretted too", parent=reply, name="Rita Regret")
    last = make_comment(post, parent=inner)
    assert hidden(app, root)
    assert hidden(app, inner)
    assert not hidden(app, inner)
    answer = reader.get(post.path)
    assert shown(answer) == [root.id, reply.id, inner.id, last.id]
    assert answer.text.count("This comment was removed.") == 2
    assert "regretted" not in answer.text
    assert "Rita" not in answer.text
    assert answer.find("#comments h2").text() == "2 comments"
    assert hidden(app, last)
    assert hidden(app, reply)
    assert shown(reader.get(post.path)) == []


@pytest.mark.parametrize("state", ["pending", "spam", "deleted"])
def test_who_is_hidden_is_not_named_above_an_answer(
    reader: Reader, post: Post, make_comment: MakeComment, change_setting: ChangeSetting, state: str
) -> None:
    root = make_comment(post)
    unseen = make_comment(post, parent=root, name="Cheap Pills", state=state)
    reply = make_comment(post, parent=unseen)
    for depth in (4, 0):
        change_setting("comment_depth", depth)
        answer = reader.get(post.path)
        assert reply.id in shown(answer)
        assert "Cheap" not in answer.text
        assert "Cheap" not in reader.get(f"/comments/{post.id}?thread={root.id}").text


def test_replies_deeper_than_the_setting_stand_side_by_side(
    reader: Reader, post: Post, make_comment: MakeComment, change_setting: ChangeSetting
) -> None:
    chain = [make_comment(post, name="Nora 0")]
    for number in range(1, 5):
        chain.append(make_comment(post, parent=chain[-1], name=f"Nora {number}"))
    other = make_comment(post)
    change_setting("comment_depth", 2)
    answer = reader.get(post.path)
    assert shown(answer) == [comment.id for comment in chain] + [other.id]
    assert len(answer.html.css(".thread .thread .thread > li")) == 3
    assert not answer.html.css(".thread .thread .thread .thread")
    assert answer.texts(".answers") == ["in reply to Nora 2", "in reply to Nora 3"]
    change_setting("comment_depth", 0)
    answer = reader.get(post.path)
    assert shown(answer) == [comment.id for comment in chain] + [other.id]
    assert not answer.html.css(".thread .thread")


def test_more_comments_follow_on_pages_and_as_fragments(
    app: Flask, reader: Reader, post: Post
) -> None:
    ids = many(app, post, 120)
    answer = reader.get(post.path)
    seen = shown(answer)
    assert len(seen) == 50
    while link := answer.html.css_first(".older a"):
        fragment = reader.htmx.get(link.attributes["hx-get"])
        page = reader.get(link.attributes["href"])
        assert shown(fragment) == shown(page)
        assert fragment.headers["X-Robots-Tag"] == "noindex"
        assert fragment.find("[data-announce]").attributes["id"].startswith("thread-")  # type: ignore[union-attr]
        seen += shown(page)
        answer = page
    assert seen == ids


def test_a_cursor_that_names_nothing_is_not_found(reader: Reader, post: Post) -> None:
    for query in ("after=x", "after=1.9999999999999999999", "after=9e99", "thread=x", "thread=999"):
        assert reader.get(f"/comments/{post.id}?{query}").status_code == 404, query
        assert reader.get(f"/comments/{post.id}/thread?{query}").status_code == 404, query
    assert reader.get("/comments/99999999999999999999").status_code == 404
    assert reader.get(f"/comments/{post.id}/99999999999999999999").status_code == 404


@pytest.mark.parametrize("threads", [5_000, 1])
def test_five_thousand_comments_stay_a_page_of_two_hundred(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment, threads: int,
    count_queries: Callable[[], Any],
) -> None:  # fmt: skip
    root = make_comment(post, created_at=now() - timedelta(days=30))
    with count_queries() as few:
        reader.get(post.path)
    ids = many(app, post, 5_000, root if threads == 1 else None)
    with count_queries() as queries:
        answer = reader.get(post.path)
    assert 50 <= len(shown(answer)) <= 200
    assert len(queries) <= len(few) + 1
    seen, link = shown(answer), answer.html.css_first(".older a, .onward a")
    while link:
        with count_queries() as queries:
            page = app.test_client().get(link.attributes["href"]).text
        assert len(queries) <= 9
        assert len(shown(page)) <= 200
        seen += [number for number in shown(page) if number != root.id]
        link = LexborHTMLParser(page).css_first(".older a, .onward a")
    assert seen == [root.id, *ids]
    for number in (ids[0], ids[180], ids[197], ids[198], ids[199], ids[200], ids[2500], ids[-1]):
        with count_queries() as queries:
            lead = reader.get(f"/comments/{post.id}/{number}")
        assert lead.status_code == 302
        assert len(queries) <= 10
        assert number in shown(app.test_client().get(lead.location.partition("#")[0]).text)
        assert lead.location.endswith(f"#comment-{number}")


def test_threads_share_the_room_of_a_page(app: Flask, reader: Reader, post: Post) -> None:
    roots = many(app, post, 50)
    with app.app_context():
        tops = [db.session.get_one(Comment, number) for number in roots]
        db.session.expunge_all()
    for top in (tops[0], tops[1]):
        many(app, post, 100, top)
    small = many(app, post, 2, tops[2])
    answer = reader.get(post.path)
    assert len(shown(answer)) == 200
    assert set(small) <= set(shown(answer))
    assert answer.texts(".onward") == ["26 more replies", "26 more replies"]


def test_a_long_thread_of_removed_replies_hides_nothing_else(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post, created_at=now() - timedelta(days=30))
    gone = many(app, post, 300, root)
    last = make_comment(post, parent=root)
    for number in gone:
        with app.app_context(), writing():
            hide(db.session.get_one(Comment, number))
    assert shown(reader.get(post.path)) == [root.id, last.id]


@pytest.mark.parametrize("state", ["draft", "trashed"])
def test_comments_of_posts_that_readers_may_not_see_are_not_found(
    reader: Reader, make_post: MakePost, make_comment: MakeComment, state: str
) -> None:
    post = make_post(status=state, path="/a.html")
    comment = make_comment(post)
    for address in ("", "/thread", f"/{comment.id}", f"/{comment.id}/reply"):
        assert reader.get(f"/comments/{post.id}{address}").status_code == 404


def test_comments_of_a_scheduled_post_are_not_found(reader: Reader, make_post: MakePost) -> None:
    post = make_post(published_at=now() + timedelta(days=1))
    assert reader.get(f"/comments/{post.id}").status_code == 404


def test_closed_comments_are_read_but_not_answered(
    reader: Reader, make_post: MakePost, make_comment: MakeComment
) -> None:
    post = make_post(comments_policy="closed")
    comment = make_comment(post)
    answer = reader.get(post.path)
    assert shown(answer) == [comment.id]
    assert not answer.html.css("#comments form, .acts")
    assert "Comments are closed." in answer.text
    assert reader.get(f"/comments/{post.id}/{comment.id}/reply").status_code == 404


@pytest.mark.parametrize("kind", ["post", "page"])
def test_hidden_comments_leave_nothing(
    reader: Reader, make_post: MakePost, make_comment: MakeComment, kind: str
) -> None:
    post = make_post(comments_policy="hidden", kind=kind)
    comment = make_comment(post, "unseen")
    answer = reader.get(post.path)
    assert not answer.html.css("#comments")
    assert "unseen" not in answer.text
    for address in ("", "/thread", f"/{comment.id}", f"/{comment.id}/reply"):
        assert reader.get(f"/comments/{post.id}{address}").status_code == 404


def test_a_comment_has_an_address_that_finds_it(
    reader: Reader, post: Post, make_post: MakePost, make_comment: MakeComment
) -> None:
    root = make_comment(post)
    reply = make_comment(post, parent=root)
    for comment in (root, reply):
        lead = reader.get(f"/comments/{post.id}/{comment.id}")
        assert (lead.status_code, lead.location) == (302, f"{post.path}#comment-{comment.id}")
    assert reader.get(f"/comments/{make_post().id}/{root.id}").status_code == 404
    assert reader.get(f"/comments/{post.id}/{reply.id + 1}").status_code == 404


def test_a_removed_comment_has_no_address(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    comment = make_comment(post)
    hidden(app, comment)
    assert reader.get(f"/comments/{post.id}/{comment.id}").status_code == 404
