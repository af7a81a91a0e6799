"""Bringing pictures in."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image

from blog.db import db
from blog.media.models import Media
from tests.stage.reader import Reader


def png(colour: str = "red", size: tuple[int, int] = (800, 600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def files(**contents: bytes) -> dict[str, object]:
    """What a form sends that holds those files; a name's last underscore is its dot."""
    return {
        "pictures": [
            (io.BytesIO(content), ".".join(name.rsplit("_", 1)))
            for name, content in contents.items()
        ]
    }


def test_a_picture_is_added_described_and_ready_to_be_put_into_a_text(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    author = sign_in("author")
    answer = author.post("/admin/media/", data={"alt": "A red sheet"} | files(sheet_png=png()))
    assert answer.status_code == 303
    page = author.get(answer.location)
    with app.app_context():
        kept = db.session.query(Media).one()
    assert author.who
    assert (kept.alt, kept.filename, kept.user_id) == ("A red sheet", "sheet.png", author.who.id)
    assert page.find("#markdown").attributes["value"] == f"![A red sheet](/media/{kept.name})"
    assert author.get(f"/media/{kept.name}").mimetype == "image/webp"
