"""Logo, icon and share picture: made to measure, shown where they belong."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Flask
from PIL import Image

from blog.posts.models import Post
from blog.site.pictures import make_site_picture
from tests.stage.reader import Reader


def test_the_logo_stands_in_the_masthead_with_the_title_as_its_words(
    app: Flask, reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("title", "The Long Galley")
    assert reader.get("/").texts(".masthead .name") == ["The Long Galley"]
    change_setting("logo", made(app, "logo", picture(400, 200)))
    logo = reader.get("/").find(".masthead .name img").attributes
    assert (logo["alt"], logo["width"], logo["height"]) == ("The Long Galley", "192", "96")
    shown = Image.open(io.BytesIO(reader.get(str(logo["src"])).data))
    assert (shown.format, shown.size) == ("WEBP", (192, 96))


def test_a_logo_keeps_what_is_transparent_and_loses_its_empty_edge(app: Flask) -> None:
    drawn = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    drawn.paste((200, 0, 0, 255), (100, 100, 200, 150))
    assert made(app, "logo", as_png(drawn)).endswith("-192.webp")


def test_a_logo_as_wide_as_a_banner_keeps_its_shape(app: Flask) -> None:
    assert made(app, "logo", picture(4000, 20)).endswith("-960.webp")


def test_the_icon_is_a_square_of_every_size_that_is_asked_for(
    app: Flask, reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("favicon", made(app, "favicon", picture(300, 100)))
    page = reader.get("/")
    found = {
        "/favicon.ico": 32,
        str(page.find("link[rel=icon]").attributes["href"]): 32,
        str(page.find("link[rel=apple-touch-icon]").attributes["href"]): 180,
    }
    icons = reader.get("/site.webmanifest").json["icons"]  # type: ignore[index]
    found |= {f"/{one['src']}": int(one["sizes"].partition("x")[0]) for one in icons}
    assert sorted(found.values()) == [32, 32, 180, 192, 512]
    for address, size in found.items():
        answer = reader.get(address)
        assert answer.mimetype == "image/png"
        assert Image.open(io.BytesIO(answer.data)).size == (size, size), address


def test_what_has_no_picture_of_its_own_is_shared_with_the_blogs(
    app: Flask,
    reader: Reader,
    post: Post,
    make_post: Callable[..., Post],
    change_setting: Callable[[str, object], None],
) -> None:
    pictured = make_post(source="![A fold](https://example.org/fold.jpg)")
    assert not reader.get(str(post.path)).html.css("meta[property='og:image']")
    name = made(app, "share_picture", picture(900, 900))
    change_setting("share_picture", name)
    for address in (str(post.path), "/"):
        assert shared(reader, address) == f"http://127.0.0.1:8000/media/{name}"
    assert shared(reader, str(pictured.path)) == "https://example.org/fold.jpg"
    assert Image.open(io.BytesIO(reader.get(f"/media/{name}").data)).size == (1200, 630)


def shared(reader: Reader, address: str) -> str:
    return str(reader.get(address).find("meta[property='og:image']").attributes["content"])


def made(app: Flask, kind: str, content: bytes) -> str:
    with app.app_context():
        return make_site_picture(kind, content)


def picture(width: int, height: int) -> bytes:
    return as_png(Image.new("RGB", (width, height), (180, 60, 40)))


def as_png(drawn: Image.Image) -> bytes:
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
