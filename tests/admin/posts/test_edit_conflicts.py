"""Two people at one post, fifty at once: one wins, and no text is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask

from blog.config import Config
from blog.db import db
from blog.people.models import User
from blog.posts.models import Post, Revision
from tests.admin.posts.editor import fields
from tests.stage.reader import Answer, Reader

SignIn = Callable[..., Reader]
MANY = 50


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Flask:
    """A blog that really answers fifty at once."""
    return make_app(replace(config, threads=MANY))


def test_who_saves_second_sees_both_texts(sign_in: SignIn, make_post: Callable[..., Post]) -> None:
    made = make_post(title="Ink", source="It stays.\n\nIt was black.")
    address = f"/admin/posts/{made.id}/edit"
    first, second = sign_in("owner"), sign_in("editor")
    opened = second.get(address)
    first.post(address, data=fields(first.get(address), source="It stays.\n\nIt was blue."))
    for browser in (second, second.htmx):
        sent = fields(opened, title="Inks", source="It stays.\n\nIt was red.", labels="Colour")
        answer = browser.post(address, data=sent)
        assert answer.status_code == 409
        assert "Owner of the blog saved version 2" in answer.find("#conflict").text()
        assert answer.find("#theirs").text().strip() == "It stays.\n\nIt was blue."
        assert "readonly" in answer.find("#theirs").attributes
        assert answer.find("#source").text().strip() == "It stays.\n\nIt was red."
        assert answer.find("#title").text().strip() == "Inks"
        assert answer.find("#labels").attributes["value"] == "Colour"
        assert re.search("blue", answer.find("#conflict del").text())
        assert re.search("red", answer.find("#conflict ins").text())
        assert answer.find("#conflict dd").text() == "Ink"


def test_a_conflict_is_settled_by_saving_again(
    sign_in: SignIn, post: Post, stored: Callable[[int], Post]
) -> None:
    owner, address = sign_in("owner"), f"/admin/posts/{post.id}/edit"
    tab = owner.get(address)
    owner.post(address, data=fields(owner.get(address), source="One."))
    conflict = owner.post(address, data=fields(tab, source="Two."))
    assert conflict.status_code == 409
    assert owner.post(address, data=fields(conflict)).status_code == 303
    assert (stored(post.id).source, stored(post.id).version) == ("Two.", 3)


def test_the_same_save_sent_twice_is_no_conflict(
    sign_in: SignIn, post: Post, stored: Callable[[int], Post]
) -> None:
    owner, address = sign_in("owner"), f"/admin/posts/{post.id}/edit"
    sent = fields(owner.get(address), source="Once.")
    assert [owner.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    assert stored(post.id).version == 2


@pytest.mark.sqlite
def test_what_another_room_changed_meanwhile_stays_unless_the_editor_changed_it_too(
    sign_in: SignIn,
    make_post: Callable[..., Post],
    author: User,
    stored: Callable[[int], Post],
    reader: Reader,
) -> None:
    post = make_post(labels=["Ink", "Paper"])
    owner, address = sign_in("owner"), f"/admin/posts/{post.id}/edit"
    tab = owner.get(address)
    owner.post(f"/admin/popular/{post.id}/exclusion")
    for act, chosen in ("label", {"label": "Glue"}), ("author", {"author": str(author.id)}):
        owner.post(f"/admin/posts/selection/{act}", data={"post": str(post.id), **chosen})
    sent = fields(tab, source="Anew.", labels="Ink, Colour")
    assert owner.post(address, data=sent).status_code == 303
    saved = stored(post.id)
    assert (saved.source, saved.is_ranked, saved.author_id) == ("Anew.", False, author.id)
    assert reader.get(str(post.path)).texts("article .labels a") == ["Colour", "Glue", "Ink"]
    assert owner.post(address, data=sent).status_code == 303, "sent twice, saved once"
    # What is changed in the editor is what was meant.
    tab = owner.get(address)
    owner.post(f"/admin/popular/{post.id}/inclusion")
    owner.post(f"/admin/popular/{post.id}/exclusion")
    sent = fields(tab, labels="")
    del sent["is_unranked"]
    owner.post(address, data=sent)
    assert stored(post.id).is_ranked
    assert not reader.get(str(post.path)).html.css("article .labels a")


@pytest.mark.sqlite
def test_a_conflict_names_settings_in_words_and_keeps_those_of_other_rooms(
    sign_in: SignIn, post: Post, stored: Callable[[int], Post]
) -> None:
    owner, address = sign_in("owner"), f"/admin/posts/{post.id}/edit"
    tab = owner.get(address)
    theirs = {"is_pinned": "y", "is_unranked": "y", "comments_policy": "closed"}
    owner.post(address, data=fields(owner.get(address), source="One.", **theirs))
    conflict = owner.post(address, data=fields(tab, source="Two."))
    told = conflict.texts("#conflict dt"), conflict.texts("#conflict dd")
    assert told == (
        ["Comments there", "Keep at the top of the home page there"], ["Closed", "Yes"]
    )  # fmt: skip
    assert "checked" in conflict.find("#is_unranked").attributes
    owner.post(address, data=fields(conflict))
    assert (stored(post.id).source, stored(post.id).is_ranked) == ("Two.", False)


def test_a_conflict_publishes_nothing(sign_in: SignIn, draft: Post, reader: Reader) -> None:
    owner = sign_in("owner")
    tab = owner.get(f"/admin/posts/{draft.id}/edit")
    owner.post(f"/admin/posts/{draft.id}/edit", data=fields(tab, source="One."))
    late = owner.post(f"/admin/posts/{draft.id}/publication", data=fields(tab, source="Two."))
    assert late.status_code == 409
    assert reader.get(str(draft.path)).status_code == 404


def test_of_fifty_saves_at_once_one_wins_and_no_text_is_lost(
    app: Flask, sign_in: SignIn, post: Post, stored: Callable[[int], Post]
) -> None:
    address = f"/admin/posts/{post.id}/edit"
    owner = sign_in("owner")
    sent = fields(owner.get(address))
    answers = at_once(
        owner,
        lambda browser, number: browser.post(address, data=sent | {"source": f"I am {number}."}),
    )
    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [303] + [409] * (MANY - 1)
    won = codes.index(303)
    assert (stored(post.id).source, stored(post.id).version) == (f"I am {won}.", 2)
    for number, answer in enumerate(answers):
        if number != won:
            assert answer.find("#source").text().strip() == f"I am {number}."
            assert answer.find("#theirs").text().strip() == f"I am {won}."
    with app.app_context():
        assert {one.source for one in db.session.query(Revision)} == {post.source, f"I am {won}."}


def test_fifty_posts_of_one_title_at_once_get_fifty_addresses(app: Flask, sign_in: SignIn) -> None:
    sent = {"title": "The same", "source": "x", "labels": "New"}
    answers = at_once(
        sign_in("owner"), lambda browser, _: browser.post("/admin/posts/new/publication", data=sent)
    )
    assert {answer.status_code for answer in answers} == {303}
    with app.app_context():
        assert len({post.path for post in db.session.query(Post)}) == MANY


def at_once(browser: Reader, act: Callable[[Reader, int], Answer]) -> list[Answer]:
    """What fifty windows of one browser are answered that all act at the same moment."""
    start = Barrier(MANY)

    def run(number: int) -> Answer:
        twin = browser.htmx
        del twin.headers["HX-Request"]
        start.wait()
        return act(twin, number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))
