"""The owner chooses logo, icon and the picture for sharing: from a file or from the library."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from blog.audit.models import AuditLine
from blog.db import db, writing
from blog.media.actions import keep_picture, prepare_picture
from blog.media.models import Media
from blog.site.queries import Site, read_site
from tests.stage.reader import Reader

ROOM = "/admin/settings/look"


@pytest.fixture
def owner(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in("owner")


def test_a_logo_comes_from_a_file_and_goes_again(app: Flask, owner: Reader) -> None:
    answer = owner.post(f"{ROOM}/logo", data={"file": (io.BytesIO(png(300, 100)), "logo.png")})
    assert answer.status_code == 303
    assert owner.get(answer.location).texts(".notice") == ["Saved."]
    source = str(owner.get("/").find(".masthead img").attributes["src"])
    assert Image.open(io.BytesIO(owner.get(source).data)).size == (288, 96)
    assert owner.get(ROOM).find("#pictures img").attributes["src"] == source
    owner.post(f"{ROOM}/logo/deletion")
    assert not owner.get("/").html.css(".masthead img")
    with app.app_context():
        noted = [(line.action, line.subject) for line in db.session.scalars(select(AuditLine))]
        assert noted == [("setting.save", "logo"), ("setting.save", "logo")]


def test_an_icon_comes_from_the_library_and_outlives_the_picture(app: Flask, owner: Reader) -> None:
    with app.app_context(), writing():
        number = keep_picture(prepare_picture(png(64, 64)), alt="A bone folder").id
    page = owner.get(f"{ROOM}/favicon")
    assert page.find("fieldset img").attributes["alt"] == "A bone folder"
    owner.post(f"{ROOM}/favicon", data={"media_id": str(number)})
    with app.app_context(), writing():
        db.session.delete(db.session.get_one(Media, number))
    assert owner.get("/favicon.ico").mimetype == "image/png"


def test_a_picture_for_sharing_is_large_and_flat(owner: Reader) -> None:
    owner.post(f"{ROOM}/share_picture", data={"file": (io.BytesIO(png(640, 640)), "us.png")})
    address = str(owner.get("/").find("meta[property='og:image']").attributes["content"])
    shared = Image.open(io.BytesIO(owner.get(address.removeprefix("http://127.0.0.1:8000")).data))
    assert (shared.format, shared.size) == ("JPEG", (1200, 630))


@pytest.mark.parametrize(
    "content", [b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\nx"]
)
def test_what_is_no_picture_is_told_beside_the_field(
    app: Flask, owner: Reader, content: bytes
) -> None:
    answer = owner.post(f"{ROOM}/logo", data={"file": (io.BytesIO(content), "x.png")})
    assert answer.status_code == 422
    assert answer.find("#file-error").text().strip()
    with app.app_context():
        assert read_site() == Site()


def test_nothing_chosen_and_nothing_there_is_told(app: Flask, owner: Reader) -> None:
    for sent in ({}, {"media_id": "987654"}, {"media_id": "one"}):
        answer = owner.post(f"{ROOM}/logo", data=sent)
        assert answer.status_code == 422
        assert answer.find("#file-error").text().strip()
    with app.app_context(), writing():
        lost = keep_picture(prepare_picture(png(9, 9)))
        number, name = lost.id, lost.name
    media: Path = app.config["BLOG"].media_dir
    (media / name).unlink()
    answer = owner.post(f"{ROOM}/logo", data={"media_id": str(number)})
    assert "gone" in answer.find("#media_id-error").text()


def test_a_large_library_goes_on_by_a_link(app: Flask, owner: Reader) -> None:
    with app.app_context(), writing():
        for number in range(50):
            name = f"{number:032x}.webp"
            db.session.add(Media(name=name, type="image/webp", bytes=1, width=8, height=8))
    seen, address = [], f"{ROOM}/logo"
    while address:
        page = owner.get(address)
        seen += [str(one.attributes["value"]) for one in page.html.css("[name=media_id]")]
        link = page.html.css_first(".turn a")
        address = str(link.attributes["href"]) if link else ""
    with app.app_context():
        total = db.session.scalar(select(func.count()).select_from(Media))
    assert len(seen) == len(set(seen)) == total == 50


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (180, 60, 40)).save(out, "PNG")
    return out.getvalue()
