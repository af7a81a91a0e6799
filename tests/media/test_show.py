"""Stored pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from PIL import ExifTags, Image

from blog.config import Config
from blog.db import db, writing
from blog.media.actions import keep_picture, prepare_picture
from blog.media.models import Media
from blog.media.queries import by_name
from blog.posts.models import Post
from tests.stage.reader import Reader


@pytest.fixture
def name(app: Flask) -> str:
    """The name of a stored picture of 1200 × 800."""
    with app.app_context(), writing():
        return keep_picture(prepare_picture(_picture())).name


def test_a_picture_keeps_its_address_for_ever(reader: Reader, name: str) -> None:
    answer = reader.get(f"/media/{name}")
    assert answer.mimetype == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_identical_pictures_are_stored_once(app: Flask, name: str) -> None:
    with app.app_context(), writing():
        assert keep_picture(prepare_picture(_picture())).name == name
        assert db.session.query(Media).count() == 1


def test_who_comes_second_by_a_moment_gets_the_row_of_the_first(
    app: Flask, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([None])  # At the first look, the other one's row was not there yet.
    monkeypatch.setattr("blog.media.actions.by_name", lambda name: next(looks, by_name(name)))
    with app.app_context():
        prepared = prepare_picture(_picture())
        with writing():
            assert keep_picture(prepared, alt="Second").name == name
        assert db.session.query(Media).one().alt == ""


def test_a_picture_in_a_post_comes_in_the_width_that_fits(
    reader: Reader, name: str, make_post: Callable[..., Post]
) -> None:
    post = make_post(source=f"![A red sheet](/media/{name})")
    picture = reader.get(str(post.path)).find(".prose img").attributes
    assert picture["width"] == "1200"
    sources = str(picture["srcset"]).split(", ")
    assert len(sources) == 3
    for source in sources:
        assert reader.get(source.split()[0]).status_code == 200


@pytest.mark.sqlite
def test_below_a_sub_path_each_width_of_a_picture_is_found(
    config: Config,
    make_app: Callable[[Config], Flask],
    name: str,
    make_post: Callable[..., Post],
) -> None:
    post = make_post(source=f"![A red sheet](/media/{name})")
    app = make_app(replace(config, url="http://127.0.0.1:8000/blog"))
    browser = Reader(app, app.response_class)
    picture = browser.get(f"/blog{post.path}").find(".prose img").attributes
    places = [source.split()[0] for source in str(picture["srcset"]).split(", ")]
    assert len(places) == 3
    for place in (str(picture["src"]), *places):
        assert place.startswith("/blog/media/")
        assert browser.get(place).status_code == 200


def test_a_photo_stands_upright_and_keeps_no_word_of_the_camera(app: Flask, reader: Reader) -> None:
    out, notes = io.BytesIO(), Image.Exif()
    notes[ExifTags.Base.Orientation] = 6  # Held upright, stored lying.
    notes[ExifTags.Base.ImageDescription] = "my home address"
    Image.new("RGB", (1200, 800), "red").save(out, "JPEG", exif=notes)
    with app.app_context(), writing():
        kept = keep_picture(prepare_picture(out.getvalue()))
        assert (kept.width, kept.height) == (800, 1200)
        name = kept.name
    shown = reader.get(f"/media/{name}").data
    assert Image.open(io.BytesIO(shown)).size == (800, 1200)
    assert b"home address" not in shown


@pytest.mark.sqlite
@pytest.mark.parametrize("path", ["/media/../secret.key", "/media/x.webp", "/media/.lock"])
def test_nothing_but_pictures_is_served(reader: Reader, path: str) -> None:
    assert reader.get(path).status_code == 404


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), "red").save(out, "PNG")
    return out.getvalue()
