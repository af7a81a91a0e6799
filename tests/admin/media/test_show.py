"""One picture: what it shows, where it is used, how it goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.db import db, writing
from blog.media.actions import keep_picture, prepare_picture
from blog.media.models import Media
from blog.people.models import User
from blog.posts.models import Post
from blog.widgets.placements import Placement
from tests.stage.pictures import picture
from tests.stage.reader import Reader


@pytest.fixture
def media(app: Flask, author: User) -> Media:
    """A picture that Ada brought."""
    with app.app_context(), writing():
        made = keep_picture(
            prepare_picture(picture()), alt="A red sheet", filename="red.png", user_id=author.id
        )
        db.session.refresh(made)
        db.session.expunge(made)
        return made


def is_there(app: Flask, media: Media) -> tuple[bool, bool]:
    """Whether its row is, whether its files are."""
    folder = app.config["BLOG"].media_dir
    with app.app_context():
        row = db.session.get(Media, media.id) is not None
    files = {(folder / name).exists() for name in (media.name, media.small)}
    assert len(files) == 1
    return row, files.pop()


def test_it_shows_whose_it_is_and_what_to_copy(
    sign_in: Callable[..., Reader], media: Media, author: User
) -> None:
    page = sign_in(author).get(f"/admin/media/{media.id}")
    assert page.texts("h1") == ["red.png"]
    assert "Ada Author" in page.find("figcaption").text()
    for field in ("#markdown", "#html", "#address"):
        assert media.address in str(page.find(f"{field}[readonly]").attributes["value"])


def test_a_description_is_for_the_next_text(
    app: Flask,
    sign_in: Callable[..., Reader],
    media: Media,
    author: User,
    make_post: Callable[..., Post],
) -> None:
    post = make_post(source=f"![Old words]({media.address})")
    browser = sign_in(author)
    answer = browser.post(f"/admin/media/{media.id}/description", data={"alt": "New <words>"})
    page = browser.get(answer.location)
    assert "Saved." in page.text
    assert page.find("textarea[name=alt]").text().strip() == "New <words>"
    assert page.find("#markdown").attributes["value"] == f"![New \\<words\\>]({media.address})"
    assert "Old words" in browser.get(str(post.path)).text


def test_too_long_a_description_is_refused_and_kept(
    sign_in: Callable[..., Reader], media: Media
) -> None:
    answer = sign_in("owner").post(
        f"/admin/media/{media.id}/description", data={"alt": "word " * 500}
    )
    assert answer.status_code == 422
    assert answer.find("#alt-error")
    assert "word word" in answer.find("textarea[name=alt]").text()


def test_it_tells_where_it_is_used(
    sign_in: Callable[..., Reader], media: Media, author: User, make_post: Callable[..., Post]
) -> None:
    make_post(title="In the text", source=f"![]({media.address})", author=author)
    make_post(title="As its own", featured_id=media.id, kind="page")
    make_post(title="A smaller copy", source=f"![](/media/{media.small})")
    make_post(title="Secret plans", source=f"![]({media.address})", status="draft")
    make_post(title="Without", source="no picture")
    everything = sign_in("owner").get(f"/admin/media/{media.id}").texts(".places li")
    assert everything == ["Secret plans Draft", "A smaller copy", "As its own", "In the text"]
    of_ada = sign_in(author).get(f"/admin/media/{media.id}").texts(".places li")
    assert "Secret plans" not in str(of_ada)
    assert of_ada[0] == "A text of somebody else that is not public Draft"


def test_an_unused_picture_is_deleted_with_its_files(
    app: Flask, sign_in: Callable[..., Reader], media: Media, author: User
) -> None:
    browser = sign_in(author)
    answer = browser.post(f"/admin/media/{media.id}/deletion")
    assert answer.location == "/admin/media/?done=erased"
    assert is_there(app, media) == (False, False)
    assert browser.get(f"/admin/media/{media.id}").status_code == 404
    assert browser.get(media.address).status_code == 404


def test_a_picture_in_use_stays_unless_that_is_wanted(
    app: Flask, sign_in: Callable[..., Reader], media: Media, make_post: Callable[..., Post]
) -> None:
    post = make_post(title="Shows it", featured_id=media.id, picture=media.address)
    owner = sign_in("owner")
    refused = owner.post(f"/admin/media/{media.id}/deletion")
    assert refused.status_code == 422
    assert "It is still used, see above." in refused.text
    assert refused.texts(".places a") == ["Shows it"]
    assert is_there(app, media) == (True, True)
    assert owner.post(f"/admin/media/{media.id}/deletion", data={"anyway": "y"}).status_code == 303
    assert is_there(app, media) == (False, False)
    with app.app_context():
        left = db.session.get_one(Post, post.id)
        assert (left.featured_id, left.picture) == (None, None)


@pytest.mark.sqlite
def test_a_picture_that_a_widget_shows_stays_likewise(
    app: Flask, sign_in: Callable[..., Reader], media: Media, arrange: Callable[..., None]
) -> None:
    arrange(
        Placement(
            1, "text", "side", "Made by hand", settings={"html": f"<img src=/media/{media.small}>"}
        ),
        Placement(2, "about", "footer", settings={"picture": media.id}),
        Placement(3, "about", "side", settings={"picture": media.id + 1}),
    )
    owner, room = sign_in("owner"), f"/admin/media/{media.id}"
    assert owner.post(f"{room}/deletion").status_code == 422
    page = owner.get(room)
    assert page.texts(".places li") == ["Made by hand Widget", "About Widget"]
    assert page.find(".places a").attributes["href"] == "/admin/widgets/1"
    assert not sign_in("author").get(room).html.css(".places a"), "who may not arrange widgets"
    assert owner.post(f"{room}/deletion", data={"anyway": "y"}).status_code == 303
    assert is_there(app, media) == (False, False)


def test_files_go_only_once_the_row_is_gone(
    app: Flask, sign_in: Callable[..., Reader], media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the database went away")

    owner = sign_in("owner")
    monkeypatch.setattr("blog.admin.media.routes.remove_picture", fail)
    assert owner.post(f"/admin/media/{media.id}/deletion").status_code == 500
    assert is_there(app, media) == (True, True)


def test_a_picture_that_came_back_meanwhile_keeps_its_files(
    app: Flask, media: Media, sign_in: Callable[..., Reader]
) -> None:
    from blog.media.actions import discard_files

    with app.app_context():
        discard_files([media.name])
    assert is_there(app, media) == (True, True)


def test_others_pictures_are_seen_and_used_but_not_changed(
    app: Flask, sign_in: Callable[..., Reader], media: Media
) -> None:
    for role in ("author", "contributor"):
        browser = sign_in(role)
        page = browser.get(f"/admin/media/{media.id}")
        assert page.find("#markdown")
        assert not page.html.css("main form")
        for act in ("description", "deletion"):
            refused = browser.post(f"/admin/media/{media.id}/{act}", data={"alt": "Mine now"})
            assert refused.status_code == 403
    assert is_there(app, media) == (True, True)


def test_an_editor_may_change_anybodys(
    app: Flask, sign_in: Callable[..., Reader], media: Media
) -> None:
    assert sign_in("editor").post(f"/admin/media/{media.id}/deletion").status_code == 303
    assert is_there(app, media) == (False, False)
