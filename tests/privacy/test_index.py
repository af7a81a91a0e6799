"""Commenters see all that they wrote, in every state, and take it along."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.posts.models import Post
from tests.privacy.conftest import CLARA, get
from tests.stage.reader import Reader

Make = Callable[..., Comment]


def test_they_see_their_comments_in_every_state_and_nobody_elses(
    reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    for state in ("approved", "pending", "spam", "deleted"):
        make_comment(post, f"It is {state}.", email=CLARA, state=state)
    make_comment(post, "Not hers.", email="dora@example.org")
    make_comment(post, "Nobody's.")
    page = get(reader, link)
    assert page.texts(".owned .body") == [
        f"It is {state}." for state in ("deleted", "spam", "pending", "approved")
    ]
    # What the filter thinks of it is not told: it would teach those who write spam.
    assert page.texts(".owned .byline span") == [
        "Taken down",
        "It waits until somebody has read it",
        "It waits until somebody has read it",
        "Readers see it",
    ]
    assert "spam" not in page.text.replace("It is spam.", "")
    assert len(set(page.texts(".owned summary"))) == 4, "each says which one it erases"


def test_a_post_that_readers_no_longer_see_is_not_named(
    reader: Reader, make_post: Callable[..., Post], make_comment: Make, link: str
) -> None:
    make_comment(make_post(title="Secret plans", status="trashed"), email=CLARA)
    page = get(reader, link)
    assert len(page.texts(".owned li")) == 1
    assert "Secret plans" not in page.text
    assert "Secret plans" not in get(reader, f"{link}/export").text


def test_many_comments_go_on_on_other_pages(
    reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    for number in range(53):
        make_comment(post, f"Number {number}.", email=CLARA)
    page = get(reader, link)
    assert len(page.texts(".owned li")) == 50
    older = page.find("a[href*='before=']").attributes["href"]
    assert get(reader, older or "").texts(".owned .body") == ["Number 2.", "Number 1.", "Number 0."]
    assert len(get(reader, f"{link}/export").json["comments"]) == 53  # type: ignore[index]


def test_the_export_is_a_file_with_all_that_they_gave(
    reader: Reader,
    post: Post,
    make_comment: Make,
    listen: Callable[..., EmailMessage],
    link: str,
) -> None:
    first = make_comment(post, "One.", email="dora@example.org")
    mine = make_comment(
        post, "**Two**.", parent=first, name="Clara", email=CLARA, url="https://clara.example"
    )
    listen(mine)
    answer = get(reader, f"{link}/export")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="comments.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    (told,) = answer.json["comments"]  # type: ignore[index]
    assert told | {"written_at": ""} == {
        "id": mine.id,
        "link": f"https://blog.example.org/deep/comments/{post.id}/{mine.id}",
        "post": "A post",
        "in_reply_to": first.id,
        "written_at": "",
        "edited_at": None,
        "state": "shown",
        "name": "Clara",
        "email": CLARA,
        "website": "https://clara.example",
        "format": "markdown",
        "text": "**Two**.",
    }
    (letter,) = answer.json["letters"]  # type: ignore[index]
    assert letter["about_comment"] == mine.id
    assert "dora" not in answer.text


@pytest.mark.sqlite
def test_an_empty_page_says_what_cannot_be_found_this_way(reader: Reader, link: str) -> None:
    assert "There is no comment with this address" in get(reader, link).text


@pytest.mark.sqlite
def test_what_somebody_wrote_does_nothing_on_their_page(
    reader: Reader, post: Post, make_comment: Make, link: str
) -> None:
    make_comment(
        post, '<script>x</script><b onclick="x">y</b>', name='<i hx-post="/x">', email=CLARA
    )
    page = get(reader, link)
    assert not page.html.css(".owned script, .owned [onclick], .owned [hx-post], .owned b > i")


def test_letters_can_be_ended_from_there(
    app: Flask,
    reader: Reader,
    post: Post,
    make_comment: Make,
    listen: Callable[..., EmailMessage],
    link: str,
) -> None:
    listen(make_comment(post))
    page = get(reader, link)
    way_out = page.find("a[href*='/unsubscribe/']").attributes["href"] or ""
    path = way_out.removeprefix("https://blog.example.org")
    assert "No more letters about this comment" in get(reader, path).text
