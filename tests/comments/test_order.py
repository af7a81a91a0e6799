"""The order of threads: which the reader asks for, which the owner chose, and who stands above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from blog.comments.actions import hide, pin
from blog.comments.models import Comment
from blog.comments.threads import fair_share
from blog.db import db, now, writing
from blog.people.models import User
from blog.posts.models import Post
from tests.comments.test_thread import many, shown
from tests.stage.reader import Reader

MakeComment = Callable[..., Comment]
MakePost = Callable[..., Post]
ChangeSetting = Callable[[str, object], None]


def pinned(app: Flask, post: Post, comment: Comment | None) -> bool:
    with app.app_context(), writing():
        row = db.session.get_one(Comment, comment.id) if comment else None
        return pin(db.session.get_one(Post, post.id), row)


def test_a_reader_asks_for_the_newest_threads_first(
    reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    first, second, third = (make_comment(post) for _ in range(3))
    replies = [make_comment(post, parent=first) for _ in range(2)]
    link = reader.get(post.path).find("#thread .orders a:not([aria-current])")
    assert link.text() == "Newest first"
    page = reader.get(link.attributes["href"])
    fragment = reader.htmx.get(link.attributes["hx-get"])
    newest = [third.id, second.id, first.id, *[reply.id for reply in replies]]
    assert shown(page) == shown(fragment) == newest
    for answer in (page, fragment):
        assert answer.texts(".orders [aria-current]") == ["Newest first"]
        assert answer.find("#thread").attributes["data-announce"] == "Newest first"
    back = page.find("#thread .orders a:not([aria-current])").attributes["href"]
    assert shown(reader.get(back)) == shown(reader.get(post.path))


@pytest.mark.sqlite
def test_who_writes_while_the_newest_stand_first_stays_in_that_order(
    commenter: Reader, post: Post, make_comment: MakeComment, everyone_at_once: None
) -> None:
    first, second = make_comment(post), make_comment(post)
    form = commenter.get(f"/comments/{post.id}?order=newest").find("#comment-form")
    sent = {"name": "Nils", "text": "And I."}
    answer = commenter.htmx.post(form.attributes["action"], data=sent)
    assert shown(answer)[1:] == [second.id, first.id]


@pytest.mark.sqlite
def test_one_thread_has_no_order(reader: Reader, post: Post, make_comment: MakeComment) -> None:
    make_comment(post, parent=make_comment(post))
    assert not reader.get(post.path).html.css(".orders")
    assert reader.get(f"/comments/{post.id}?order=loudest").status_code == 404
    assert reader.get(f"/comments/{post.id}/thread?order=").status_code == 200


@pytest.mark.parametrize("usual", ["oldest", "newest"])
def test_every_comment_is_met_once_in_either_order(
    app: Flask, reader: Reader, post: Post, change_setting: ChangeSetting, usual: str
) -> None:
    ids = many(app, post, 23)
    change_setting("threads_per_page", 5)
    change_setting("comments_order", usual)
    for order, wanted in (("oldest", ids), ("newest", ids[::-1])):
        answer = reader.get(f"/comments/{post.id}?order={order}")
        seen = shown(answer)
        while link := answer.html.css_first(".older a"):
            answer = reader.get(link.attributes["href"])
            assert shown(reader.htmx.get(link.attributes["hx-get"])) == shown(answer)
            seen += shown(answer)
        assert seen == wanted


@pytest.mark.parametrize("usual", ["oldest", "newest"])
def test_a_permalink_lands_on_its_comment_in_the_owners_order(
    app: Flask, reader: Reader, post: Post, change_setting: ChangeSetting, usual: str
) -> None:
    ids = many(app, post, 23)
    with app.app_context():
        top = db.session.get_one(Comment, ids[11])
        db.session.expunge_all()
    replies = many(app, post, 250, top)
    gone = ids[11]
    with app.app_context(), writing():
        hide(db.session.get_one(Comment, gone))
    change_setting("threads_per_page", 5)
    change_setting("comments_order", usual)
    assert shown(reader.get(post.path))[0] == (ids[0] if usual == "oldest" else ids[-1])
    for number in (*ids[::3], gone, replies[0], replies[194], replies[195], replies[-1]):
        lead = reader.get(f"/comments/{post.id}/{number}")
        assert number in shown(reader.get(lead.location.partition("#")[0])), number
        assert lead.location.endswith(f"#comment-{number}")


def test_a_pinned_comment_stands_once_above_all_others(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment,
    change_setting: ChangeSetting, count_queries: Callable[[], Any],
) -> None:  # fmt: skip
    threads = [make_comment(post) for _ in range(7)]
    reply = make_comment(post, parent=threads[5])
    change_setting("threads_per_page", 3)
    with count_queries() as before:
        reader.get(post.path)
    assert pinned(app, post, threads[5])
    with count_queries() as queries:
        answer = reader.get(post.path)
    # One asks for the pinned comment, the other for its reply.
    assert len(queries) == len(before) + 2
    assert answer.find(f"#comment-{threads[5].id} > .comment .badge").text() == "Pinned"
    seen = shown(answer)
    assert seen == [number.id for number in (threads[5], reply, *threads[:3])]
    while link := answer.html.css_first(".older a"):
        answer = reader.get(link.attributes["href"])
        seen += shown(answer)
    assert sorted(seen) == [comment.id for comment in (*threads, reply)]
    for comment in (*threads, reply):
        lead = reader.get(f"/comments/{post.id}/{comment.id}").location.partition("#")[0]
        assert comment.id in shown(reader.get(lead))
    assert pinned(app, post, None)
    assert not reader.get(post.path).html.css(".badge")


def test_a_pinned_reply_stands_above_and_leads_to_its_thread(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post, name="Rita")
    reply = make_comment(post, parent=root)
    inner = make_comment(post, parent=reply)
    other = make_comment(post, parent=root)
    assert pinned(app, post, reply)
    answer = reader.get(post.path)
    assert shown(answer) == [reply.id, inner.id, root.id, other.id]
    assert answer.texts(f"#comment-{reply.id} > .comment .answers") == ["in reply to Rita"]
    assert not answer.texts(f"#comment-{root.id} .onward")
    thread = reader.get(answer.find(f"#comment-{reply.id} .onward a").attributes["href"])
    assert shown(thread) == [root.id, reply.id, inner.id, other.id]
    assert reader.get(f"/comments/{post.id}/{reply.id}").location.startswith(str(post.path))


@pytest.mark.sqlite
def test_what_is_hidden_or_anothers_is_never_pinned(
    app: Flask, reader: Reader, post: Post, make_post: MakePost, make_comment: MakeComment
) -> None:
    root, other = make_comment(post), make_comment(post)
    make_comment(post, parent=other)
    assert not pinned(app, post, make_comment(make_post()))
    assert not pinned(app, post, make_comment(post, state="pending"))
    assert pinned(app, post, other)
    with app.app_context(), writing():
        hide(db.session.get_one(Comment, other.id))
    answer = reader.get(post.path)
    assert shown(answer)[:2] == [root.id, other.id]
    assert answer.find(f"#comment-{other.id} > .gone")
    assert not answer.html.css(".badge")


@pytest.mark.sqlite
def test_authors_of_the_post_and_others_who_write_here_bear_their_badges(
    reader: Reader, make_post: MakePost, make_comment: MakeComment, author: User, owner: User
) -> None:
    post = make_post(author=author)
    make_comment(post, user=author, origin="import")
    make_comment(post, user=owner)
    make_comment(post)
    assert reader.get(post.path).texts(".badge") == ["Author", "Team"]


@pytest.mark.sqlite
def test_a_conversation_a_thousand_answers_deep_is_shown(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment
) -> None:
    last = make_comment(post, created_at=now() - timedelta(days=3))
    root = last
    with app.app_context(), writing():
        for number in range(1_000):
            made = Comment(
                post_id=post.id, parent_id=last.id, root_id=root.id, depth=number + 1,
                author_name="Nora", source="", html="<p>Deep</p>",
                created_at=root.created_at + timedelta(seconds=number + 1),
            )  # fmt: skip
            db.session.add(made)
            db.session.flush()
            last = made
        db.session.get_one(Comment, root.id).replies = 1_000
        number = last.id
    assert len(shown(reader.get(post.path))) == 200
    lead = reader.get(f"/comments/{post.id}/{number}").location.partition("#")[0]
    assert number in shown(reader.get(lead))


@pytest.mark.sqlite
def test_of_long_threads_a_page_reads_only_their_share(
    app: Flask, reader: Reader, post: Post, make_comment: MakeComment,
    count_queries: Callable[[], Any],
) -> None:  # fmt: skip
    tops = [make_comment(post) for _ in range(4)]
    for top in tops[:2]:
        many(app, post, 400, top)
    small = many(app, post, 3, tops[2])
    with count_queries() as queries:
        page = reader.get(post.path)
    of_threads = [text for text in queries if "PARTITION BY" in text and ".root_id" in text]
    assert [text.count("LIMIT") for text in of_threads] == [3]
    answered = LexborHTMLParser(page.text).css("#thread > ol > li")
    counts = [len(node.css("li[id^=comment-]")) for node in answered]
    assert (sum(counts), counts[2:]) == (200, [4, 1])
    assert abs(counts[0] - counts[1]) <= 1
    assert set(small) <= set(shown(page))


@pytest.mark.parametrize(
    ("counts", "room", "share"),
    [([5], 10, 5), ([50], 10, 10), ([1, 2, 3], 10, 3), ([100, 100, 3], 23, 10), ([9, 9], 3, 2)],
)
def test_small_threads_are_whole_and_the_room_is_used(
    counts: list[int], room: int, share: int
) -> None:
    assert fair_share(counts, room) == share
