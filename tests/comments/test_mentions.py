"""`@name` leads to what that person said, wherever the comment is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask

from blog.comments.actions import hide, rerender
from blog.comments.mentions import mentions_for
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.posts.models import Post
from blog.richtext import render_comment
from tests.stage.reader import Reader

MakeComment = Callable[..., Comment]
ChangeSetting = Callable[[str, object], None]
MENTIONS = {"Anna": "/a", "Anna Lee": "/lee", "Zoë": "/z", "राम": "/r", "<b>": "/b", " ": "/none"}


def in_feed(reader: Reader, post: Post) -> str:
    return unescape(reader.get(f"/comments/{post.id}/feed.atom").text)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("@anna, @ANNA LEE. (@Anna  Lee)", ["/a", "/lee", "/lee"]),
        ("**@Zoë** and @Zoe\N{COMBINING DIAERESIS}", ["/z", "/z"]),
        ("@राम but not @रामा", ["/r"]),
        ("@<b>", ["/b"]),
        ("@annabel x@anna me.@anna @@anna a@anna.example", []),
        ("`@anna` and\n\n    @anna\n\n```\n@anna\n```", []),
        ("[@anna](https://x.example) https://y.example/@anna", ["https://x.example", "https://y.example/@anna"]),
        ("nobody", []),
    ],
)  # fmt: skip
def test_names_become_links_and_nothing_else_does(text: str, links: list[str]) -> None:
    html = render_comment(text, mentions=MENTIONS)
    assert [part.partition('"')[0] for part in html.split('href="')[1:]] == links
    assert "<b>" not in html


def test_a_mention_leads_to_the_comment_that_is_answered_or_to_the_latest(
    app: Flask, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post, name="Anna")
    bea = make_comment(post, parent=root, name="Bea")
    again = make_comment(post, parent=bea, name="Bea")
    make_comment(post, parent=root, name="Cheap Pills", state="spam")
    stranger = make_comment(post, name="Dora")
    with app.app_context():
        to = {name: int(a.rpartition("/")[2]) for name, a in mentions_for(post.id, bea.id).items()}
        assert to == {"Anna": root.id, "Bea": bea.id}
        assert mentions_for(post.id, root.id)["Bea"].endswith(f"/{again.id}")
        assert mentions_for(post.id, None)["Dora"] == f"/comments/{post.id}/{stranger.id}"
        db.session.rollback()


def test_a_reply_that_names_somebody_leads_there(
    app: Flask, reader: Reader, commenter: Reader, post: Post, make_comment: MakeComment,
    change_setting: ChangeSetting,
) -> None:  # fmt: skip
    change_setting("comments_hold", ["links"])
    root = make_comment(post, name="Anna Lee", created_at=now() - timedelta(days=2))
    answer = {"text": "@anna lee yes", "name": "Bea", "parent": str(root.id)}
    sent = commenter.post(f"/comments/{post.id}", data=answer)
    assert sent.status_code == 303
    link = reader.get(post.path).find(f"#comment-{root.id} .replies .body a")
    assert (link.text(), link.attributes["href"]) == ("@anna lee", f"/comments/{post.id}/{root.id}")
    # In the feed the address is whole, since its readers are elsewhere.
    assert f'="http://127.0.0.1:8000{link.attributes["href"]}"' in in_feed(reader, post)


def test_rendering_anew_keeps_mentions_but_not_of_those_who_were_hidden_or_came_later(
    app: Flask, post: Post, make_comment: MakeComment
) -> None:
    root, gone = make_comment(post, name="Anna"), make_comment(post, name="Gone")
    comment = make_comment(post, "@Anna @Gone @Later", name="Bea")
    make_comment(post, name="Later")
    with app.app_context(), writing():
        hide(db.session.get_one(Comment, gone.id))
        row = db.session.get_one(Comment, comment.id)
        rerender(row)
        assert row.html.count("<a ") == 1
        assert f"/comments/{post.id}/{root.id}" in row.html
