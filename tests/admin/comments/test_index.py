"""The queue of comments: who sees what of it, and how it is narrowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from blog.admin.comments.queries import SIZE
from blog.comments.models import STATES, Comment
from blog.posts.models import Post
from tests.stage.reader import Answer, Reader

MakePost = Callable[..., Post]
MakeComment = Callable[..., Comment]
SignIn = Callable[..., Reader]

ROOM = "/admin/comments/"


def listed(answer: Answer) -> list[int]:
    """Numbers of the comments on the page, in order."""
    return [int((node.attributes["id"] or "").removeprefix("entry-"))
            for node in answer.html.css("li[id^=entry-]")]  # fmt: skip


def test_each_state_has_a_tab_of_its_own_with_its_number(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    made = {state: [make_comment(post, state=state) for _ in range(2)] for state in STATES}
    make_comment(post, state="spam")
    owner = sign_in("owner")
    for state, comments in made.items():
        answer = owner.get(f"{ROOM}?state={state}")
        shown = listed(answer)
        assert [comment.id for comment in reversed(comments)] == shown[-2:]
        assert answer.find(".tabs [aria-current]").text().split()[0].lower() == state
    assert owner.get(ROOM).texts(".tabs a") == ["Pending 2", "Approved 2", "Spam 3", "Deleted 2"]
    assert listed(owner.get(ROOM)) == listed(owner.get(f"{ROOM}?state=pending"))


def test_the_numbers_of_the_tabs_can_be_asked_for_anew_where_one_stands(
    sign_in: SignIn, post: Post, make_post: MakePost, make_comment: MakeComment
) -> None:
    comment, author = make_comment(post, state="pending"), sign_in("author")
    make_comment(make_post(author=author.who), state="spam")
    owner = sign_in("owner")
    tabs = owner.get(f"{ROOM}?q=ink&post={post.id}").find("#tabs").attributes
    assert tabs["hx-trigger"] == "decided from:body"
    owner.htmx.post(f"{ROOM}{comment.id}/approval")
    there = owner.htmx.get(tabs["hx-get"])
    assert there.texts(".tabs a") == ["Pending 0", "Approved 1", "Spam 1", "Deleted 0"]
    lead = there.find("[aria-current]").attributes["href"]
    assert lead == f"{ROOM}?state=pending&q=ink&post={post.id}"
    # Whoever looks after their own posts alone counts what stands below those.
    assert author.get(f"{ROOM}tabs").texts(".tabs .number") == ["0", "0", "1", "0"]


def test_a_number_that_nobody_reads_is_not_counted_to_its_end(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    for _ in range(101):
        make_comment(post, state="spam", html="<p>Pills</p>")
    assert "Spam 99+" in sign_in("owner").get(ROOM).texts(".tabs a")


def test_an_entry_tells_who_wrote_what_when_and_where(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    root = make_comment(post, name="Rita")
    make_comment(
        post, "So **true**. <script>alert(1)</script>", parent=root, name="Zoë",
        email="zoe@example.org", url="zoe.example/page", state="pending",
    )  # fmt: skip
    answer = sign_in("owner").get(ROOM)
    assert answer.find(".who b").text() == "Zoë"
    assert answer.find(".who [href='mailto:zoe@example.org']")
    link = answer.find(".who [href='https://zoe.example/page']")
    assert (link.text(), link.attributes["rel"]) == ("zoe.example", "nofollow ugc noopener")
    assert answer.find(".who time[datetime]").text()
    assert answer.find(f".hint [href='{post.path}']").text() == "A post"
    assert "in reply to Rita" in answer.text
    assert answer.find(".body[hx-ignore] strong").text() == "true"
    assert "<script>alert" not in answer.text


def test_a_long_text_is_folded(sign_in: SignIn, post: Post, make_comment: MakeComment) -> None:
    make_comment(post, "Short.", state="pending")
    make_comment(post, "Long. " * 300, state="pending")
    answer = sign_in("owner").get(ROOM)
    assert len(answer.html.css("details.long")) == 1
    assert len(answer.find("details.long summary span").text()) <= 300
    assert len(answer.find("details.long .body").text()) > 1700


def test_a_comment_that_readers_see_is_linked_in_its_place(
    sign_in: SignIn, post: Post, make_post: MakePost, make_comment: MakeComment
) -> None:
    seen = make_comment(post)
    make_comment(make_post(title="Gone by now", status="trashed"))
    answer = sign_in("owner").get(f"{ROOM}?state=approved")
    assert answer.find(f"[href='/comments/{post.id}/{seen.id}']")
    assert "Gone by now" in answer.text
    assert len(answer.html.css("a[data-key=r]")) == 1  # Nobody could read the other's answer.


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("PAPER", True), ("zoë", True), ("zoe@exa", True), ("ÜBER", True), ("100%", True),
        ("zoe", True), ("uber pap", True), ("blog.example", True), ('"100% über"', True),
        ("10%s", False), ("o_k", False), ("pills", False), ("paper -ok", False), ("%", False),
    ],
)  # fmt: skip
def test_the_search_reads_text_name_and_mail(
    sign_in: SignIn, post: Post, make_comment: MakeComment, asked: str, is_found: bool
) -> None:
    make_comment(
        post, "Paper, 100% über ok.", name="Zoë", email="zoe@example.org",
        url="https://blog.example/", state="pending",
    )  # fmt: skip
    owner = sign_in("owner")
    answer = owner.get(ROOM, query_string={"q": asked})
    assert len(listed(answer)) == is_found
    assert answer.find("input[name=q]").attributes["value"] == asked
    assert is_found or "No comment fits." in answer.text


def test_the_queue_of_one_post(
    sign_in: SignIn, post: Post, make_post: MakePost, make_comment: MakeComment
) -> None:
    here = make_comment(post, state="pending")
    make_comment(make_post(), state="pending")
    owner = sign_in("owner")
    answer = owner.get(f"{ROOM}?post={post.id}")
    assert listed(answer) == [here.id]
    assert "Only comments on “A post”." in answer.text
    assert answer.find("input[name=post]").attributes["value"] == str(post.id)
    for post_id in (4711, "x", "9" * 30, "-1"):
        assert listed(owner.get(f"{ROOM}?post={post_id}")) == []


def test_older_ones_follow_page_by_page(
    sign_in: SignIn, post: Post, make_comment: MakeComment
) -> None:
    made = [make_comment(post, state="pending", html="<p>x</p>").id for _ in range(2 * SIZE + 3)]
    owner = sign_in("owner")
    answer = owner.get(f"{ROOM}?q=comment")
    seen = listed(answer)
    pages = 1
    while link := answer.html.css_first(".turn a"):
        answer = owner.get(link.attributes["href"])
        assert "q=comment" in (link.attributes["href"] or "")
        seen += listed(answer)
        pages += 1
    assert (seen, pages) == (made[::-1], 3)


@pytest.mark.parametrize("lost", ["state=nonsense", "before=x", "before=1.99999999999"])
def test_an_address_that_names_no_view_is_missing(sign_in: SignIn, lost: str) -> None:
    assert sign_in("owner").get(f"{ROOM}?{lost}").status_code == 404


@pytest.mark.parametrize("state", STATES)
def test_an_empty_queue_says_what_comes(sign_in: SignIn, state: str) -> None:
    assert len(sign_in("owner").get(f"{ROOM}?state={state}").find("p.empty").text()) > 20


def test_an_author_sees_what_was_said_about_their_own_posts(
    sign_in: SignIn, make_post: MakePost, make_comment: MakeComment
) -> None:
    author = sign_in("author")
    own, foreign = make_post(author=author.who), make_post(title="MARK-title")
    mine = make_comment(own, state="pending")
    make_comment(foreign, "MARK-text", state="pending", name="MARK-name")
    for address in (ROOM, f"{ROOM}?post={foreign.id}", f"{ROOM}?q=MARK"):
        assert "MARK-t" not in author.get(address).text
        assert "MARK-name" not in author.get(address).text
    assert listed(author.get(ROOM)) == [mine.id]
    assert author.get(ROOM).texts(".tabs a")[0] == "Pending 1"
    assert sign_in("contributor").get(ROOM).status_code == 403


def test_a_page_costs_the_same_whatever_stands_on_it(
    sign_in: SignIn, post: Post, make_comment: MakeComment, count_queries: Callable[[], Any]
) -> None:
    owner = sign_in("owner")
    make_comment(post, state="pending")
    with count_queries() as few:
        owner.get(ROOM)
    for _ in range(10):
        make_comment(post, state="pending", parent=make_comment(post))
    with count_queries() as many:
        owner.get(ROOM)
    assert len(many) == len(few)
