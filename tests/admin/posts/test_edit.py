"""The editor: what is written is saved, stays where it was typed, and counts for its kind alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from blog.db import db
from blog.people.models import User
from blog.posts.models import Autosave, Post, Revision
from tests.admin.posts.editor import fields
from tests.stage.reader import Reader

SignIn = Callable[..., Reader]
MakePost = Callable[..., Post]


def test_an_author_writes_a_post_and_publishes_it(sign_in: SignIn) -> None:
    author = sign_in("author")
    saved = author.post("/admin/posts/new", data={"title": "Ink", "source": "It is *black*."})
    assert (saved.status_code, saved.location) == (303, "/admin/posts/1/edit?done=saved")
    editor = author.get("/admin/posts/1/edit")
    published = author.post("/admin/posts/1/publication", data=fields(editor, source="*Blue*."))
    assert published.location == "/admin/posts/1/edit?done=published"
    view = author.get("/admin/posts/1/edit").find(".state a").attributes["href"]
    assert "<em>Blue</em>" in author.get(view).text


def test_one_button_writes_and_publishes_a_new_post(sign_in: SignIn, reader: Reader) -> None:
    sign_in("owner").post("/admin/posts/new/publication", data={"title": "At once", "source": "x"})
    assert "At once" in reader.get("/").text


def test_the_first_button_saves_and_shows_nothing_to_readers(sign_in: SignIn) -> None:
    editor = sign_in("owner").get("/admin/posts/new")
    assert editor.find("#editor button").attributes["formaction"] == "/admin/posts/new"


def test_a_swap_brings_the_editor_of_what_was_saved(sign_in: SignIn) -> None:
    owner = sign_in("owner")
    made = owner.htmx.post("/admin/posts/new", data={"title": "Ink", "source": "Black."})
    assert (made.status_code, made.headers["HX-Replace-Url"]) == (201, "/admin/posts/1/edit")
    assert made.find("#editor").attributes["action"] == "/admin/posts/1/edit"
    again = owner.htmx.post("/admin/posts/1/edit", data=fields(made, source="Blue."))
    assert (again.status_code, again.find("#version").attributes["value"]) == (200, "2")
    assert again.find("#editor").attributes["data-announce"] == "Saved."


def test_an_unchanged_save_makes_no_version(
    sign_in: SignIn, post: Post, stored: Callable[[int], Post]
) -> None:
    owner = sign_in("owner")
    owner.post(
        f"/admin/posts/{post.id}/edit", data=fields(owner.get(f"/admin/posts/{post.id}/edit"))
    )
    after = stored(post.id)
    assert (after.version, after.published_at, after.updated_at) == (
        1, post.published_at, post.updated_at,
    )  # fmt: skip


def test_every_save_keeps_what_was_there(sign_in: SignIn, post: Post, app: Flask) -> None:
    owner = sign_in("owner")
    address = f"/admin/posts/{post.id}/edit"
    for text in ("Second.", "Third."):
        owner.post(address, data=fields(owner.get(address), source=text))
    with app.app_context():
        kept = db.session.query(Revision).order_by(Revision.version).all()
        assert [(one.version, one.source, one.user_id is None) for one in kept] == [
            (1, post.source, True),
            (2, "Second.", False),
            (3, "Third.", False),
        ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("path", "/admin/mine"),
        ("path", "/label/x"),
        ("path", "/a b.html"),
        ("path", "//a"),
        ("path", "/a?b"),
        ("published_at", "2026-02-30T10:00"),
        ("published_at", "soon"),
        ("language", "not a language"),
        ("labels", "x" * 201),
        ("title", "x" * 501),
        ("direction", "up"),
        ("source_format", "word"),
        ("author", "999"),
    ],
)
@pytest.mark.sqlite
def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(
    sign_in: SignIn, post: Post, stored: Callable[[int], Post], name: str, value: str
) -> None:
    owner = sign_in("owner")
    for browser in (owner, owner.htmx):
        sent = fields(owner.get(f"/admin/posts/{post.id}/edit"), source="Typed.")
        answer = browser.post(f"/admin/posts/{post.id}/edit", data=sent | {name: value})
        assert answer.status_code == 422
        assert answer.find(f"#{name}-error").text()
        assert answer.find("#source").text().strip() == "Typed."
        if name not in ("path", "direction", "source_format", "author"):
            field = answer.find(f"#{name}")
            assert (field.attributes.get("value") or field.text().strip()) == value
    assert stored(post.id).version == 1


def test_a_field_that_the_form_does_not_have_changes_nothing(
    sign_in: SignIn, stored: Callable[[int], Post], author: User
) -> None:
    writer = sign_in("author")
    extra = {"status": "published", "html": "<script>", "origin": "import", "was_public": "1"}
    sent = {"title": "Mine", "source": "x", "author": str(author.id), **extra}
    writer.post("/admin/posts/new", data=sent)
    made = stored(1)
    assert writer.who is not None
    assert (made.status, made.origin, made.was_public, made.author_id) == (
        "draft", "own", False, writer.who.id,
    )  # fmt: skip


def test_a_post_says_which_of_its_comments_wait(
    sign_in: SignIn, reader: Reader, post: Post, stored: Callable[[int], Post]
) -> None:
    owner, address = sign_in("owner"), f"/admin/posts/{post.id}/edit"
    for chosen, state in (("nobody", "shown"), ("all", "waits")):
        assert owner.post(
            address, data=fields(owner.get(address), comments_hold=chosen)
        ).location.endswith("done=saved")
        assert stored(post.id).comments_hold == chosen
        again = owner.get(address).find("#comments_hold option[selected]")
        assert again.attributes["value"] == chosen
        reader.post(f"/comments/{post.id}", data={"name": "Nils", "text": f"It {state}."})
        assert Reader(reader.application).get(str(post.path)).text.count("It shown.") == 1
        assert stored(post.id).comments == 1
    wrong = owner.post(address, data=fields(owner.get(address), comments_hold="some"))
    assert wrong.status_code == 422
    assert wrong.find("#comments_hold-error")


def test_an_editor_gives_a_post_to_another_author(
    sign_in: SignIn, post: Post, author: User, stored: Callable[[int], Post]
) -> None:
    editor = sign_in("editor")
    address = f"/admin/posts/{post.id}/edit"
    editor.post(address, data=fields(editor.get(address), author=str(author.id)))
    assert stored(post.id).author_id == author.id


def test_a_contributor_writes_and_cannot_publish(sign_in: SignIn) -> None:
    writer = sign_in("contributor")
    writer.post("/admin/posts/new", data={"title": "Mine", "source": "x"})
    editor = writer.get("/admin/posts/1/edit")
    assert not editor.html.css("[formaction$=publication], [formaction$=schedule]")
    for act in ("publication", "schedule"):
        assert writer.post(f"/admin/posts/1/{act}", data=fields(editor)).status_code == 403
        assert writer.post(f"/admin/posts/new/{act}", data=fields(editor)).status_code == 403


def test_only_an_editor_begins_a_page(sign_in: SignIn, stored: Callable[[int], Post]) -> None:
    assert sign_in("author").get("/admin/posts/new?kind=page").status_code == 403
    assert sign_in("author").post("/admin/posts/new", data={"kind": "page"}).status_code == 403
    editor = sign_in("editor")
    sent = fields(editor.get("/admin/posts/new?kind=page"), title="About", source="x")
    editor.post("/admin/posts/new/publication", data=sent)
    assert (stored(1).kind, stored(1).path) == ("page", "/p/about.html")


def test_what_the_author_wrote_wins_over_what_is_found(
    sign_in: SignIn, stored: Callable[[int], Post]
) -> None:
    owner = sign_in("owner")
    chosen = {"excerpt": "In short.", "language": "fr", "direction": "rtl"}
    owner.post("/admin/posts/new", data={"title": "T", "source": "Some words.", **chosen})
    made = stored(1)
    assert (made.summary, made.language, made.direction) == ("In short.", "fr", "rtl")
    emptied = dict.fromkeys(chosen, "")
    owner.post("/admin/posts/1/edit", data=fields(owner.get("/admin/posts/1/edit")) | emptied)
    made = stored(1)
    assert (made.summary, made.language, made.direction) == ("Some words.", None, "ltr")


def test_labels_are_made_by_typing_and_written_as_they_were_first(
    sign_in: SignIn, make_post: MakePost, reader: Reader
) -> None:
    made = make_post(labels=["Paper", "Rome, Italy"])
    owner = sign_in("owner")
    address = f"/admin/posts/{made.id}/edit"
    editor = owner.get(address)
    assert editor.find("#labels").attributes["value"] == 'Paper, "Rome, Italy"'
    owner.post(address, data=fields(editor, labels='paper, "Rome, Italy", Ink, ink,, '))
    assert reader.get(str(made.path)).texts("article .labels a") == ["Ink", "Paper", "Rome, Italy"]
    assert reader.get("/label/rome-italy").status_code == 200


def test_a_text_keeps_its_format_until_it_is_empty(sign_in: SignIn, make_post: MakePost) -> None:
    made = make_post(source="<p>Old</p>", source_format="html", origin="import")
    owner = sign_in("owner")
    address = f"/admin/posts/{made.id}/edit"
    editor = owner.get(address)
    assert editor.find("#source_format option[selected]").attributes["value"] == "html"
    refused = owner.post(address, data=fields(editor, source_format="markdown"))
    assert (refused.status_code, bool(refused.find("#source_format-error").text())) == (422, True)
    assert (
        owner.post(address, data=fields(editor, source="", source_format="markdown")).status_code
        == 303
    )


def test_the_text_begins_with_every_line_that_was_typed(
    sign_in: SignIn, stored: Callable[[int], Post]
) -> None:
    owner = sign_in("owner")
    owner.post("/admin/posts/new", data={"title": "T", "source": "\r\n\r\n    code\r\nend"})
    assert stored(1).source == "\n\n    code\nend"
    shown = owner.get("/admin/posts/1/edit").find("#source")
    assert "\n\n    code\nend" in shown.text()


def test_very_long_and_right_to_left_texts_are_kept(
    sign_in: SignIn, stored: Callable[[int], Post]
) -> None:
    text = "كتاب " * 100_000
    sign_in("owner").post("/admin/posts/new", data={"title": "كتب", "source": text})
    assert (stored(1).source, stored(1).direction) == (text, "rtl")


def test_a_save_forgets_what_was_kept_beside_it(sign_in: SignIn, post: Post, app: Flask) -> None:
    owner = sign_in("owner")
    sent = fields(owner.get(f"/admin/posts/{post.id}/edit"), source="Typed, not saved.")
    owner.post("/admin/autosaves/", data=sent)
    assert "unsaved text" in owner.get(f"/admin/posts/{post.id}/edit").find("#found").text()
    opened = owner.get(f"/admin/posts/{post.id}/edit?autosave=1")
    assert opened.find("#source").text().strip() == "Typed, not saved."
    owner.post(f"/admin/posts/{post.id}/edit", data=fields(opened))
    with app.app_context():
        assert db.session.query(Autosave).count() == 0
    assert not owner.get(f"/admin/posts/{post.id}/edit").html.css("#found")


def test_the_first_own_post_takes_the_place_of_the_samples(
    sign_in: SignIn, make_post: MakePost, reader: Reader
) -> None:
    sample = make_post(title="A sample", origin="sample")
    kept = make_post(title="Changed here", origin="sample", version=2)
    owner = sign_in("owner")
    made = owner.post("/admin/posts/new/publication", data={"title": "Mine", "source": "x"})
    assert "sample posts" in owner.get(str(made.location)).find(".notice").text()
    assert reader.get(str(sample.path)).status_code == 404
    assert reader.get(str(kept.path)).status_code == 200
    second = owner.post("/admin/posts/new", data={"title": "Mine, too", "source": "x"})
    assert second.location.endswith("done=saved")


def test_a_picture_of_the_samples_that_the_new_post_shows_stays(
    sign_in: SignIn, make_post: MakePost, app: Flask, stored: Callable[[int], Post]
) -> None:
    from blog.media.models import Media

    picture = Media(name="a" * 32 + ".webp", type="image/webp", bytes=1, width=9, height=9)
    picture.origin = "sample"
    with app.app_context():
        db.session.add(picture)
        db.session.commit()
        number = picture.id
    make_post(origin="sample", featured_id=number)
    sent = {"title": "Mine", "source": "x", "featured": str(number)}
    sign_in("owner").post("/admin/posts/new", data=sent)
    assert (stored(2).featured_id, stored(2).picture) == (number, f"/media/{'a' * 32}.webp")


def test_somebody_who_is_signed_out_meanwhile_loses_nothing(
    sign_in: SignIn, post: Post, reader: Reader
) -> None:
    sent = fields(sign_in("owner").get(f"/admin/posts/{post.id}/edit"), source="Typed.")
    swapped = reader.htmx.post(f"/admin/posts/{post.id}/edit", data=sent)
    assert (swapped.status_code, swapped.find("#signed-out").tag) == (401, "div")
    plain: Any = reader.post(f"/admin/posts/{post.id}/edit", data=sent)
    assert "Typed." in plain.text


def test_who_may_edit_finds_the_way_from_the_public_page(
    sign_in: SignIn, post: Post, page: Post, reader: Reader
) -> None:
    for shown in (post, page):
        link = f'a[href="/admin/posts/{shown.id}/edit"]'
        assert sign_in("editor").get(str(shown.path)).find(link)
        for browser in (reader, sign_in("author")):
            assert not browser.get(str(shown.path)).html.css(link)
