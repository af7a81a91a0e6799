"""Bringing pictures in."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from blog.admin.access import RULES
from blog.audit.models import AuditLine
from blog.db import db
from blog.media.models import Media
from tests.stage.pictures import picture
from tests.stage.reader import Answer, Reader

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def upload(browser: Reader, *named: tuple[str, bytes], **fields: str) -> Answer:
    """Sends the form with those files."""
    files = [(io.BytesIO(content), name) for name, content in named]
    return browser.post("/admin/media/", data={**fields, "pictures": files})


def kept(app: Flask) -> list[Media]:
    with app.app_context():
        return db.session.query(Media).order_by(Media.id).all()


def stored_files(app: Flask) -> set[str]:
    folder: Path = app.config["BLOG"].media_dir
    return {file.name for file in folder.iterdir()} if folder.exists() else set()


def test_a_picture_is_added_described_and_ready_to_be_put_into_a_text(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    author = sign_in("author")
    answer = upload(author, ("photos/sheet.png", picture()), alt=" A red\r\nsheet ")
    assert answer.status_code == 303
    page = author.get(answer.location)
    (one,) = kept(app)
    assert author.who
    assert (one.alt, one.filename, one.user_id) == ("A red sheet", "sheet.png", author.who.id)
    assert page.find("#markdown").attributes["value"] == f"![A red sheet](/media/{one.name})"
    assert author.get(f"/media/{one.name}").mimetype == "image/webp"
    with app.app_context():
        line = db.session.query(AuditLine).one()
        assert (line.action, line.subject) == ("media.create", "sheet.png")


def test_several_come_at_once_and_lead_to_the_library(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    author = sign_in("author")
    answer = upload(author, ("a.png", picture()), ("b.jpg", picture("JPEG")))
    assert answer.location == "/admin/media/?done=added"
    assert len(kept(app)) == 2
    assert len(author.get(answer.location).html.css(".gallery li")) == 2


def test_each_file_has_its_own_result(app: Flask, sign_in: Callable[..., Reader]) -> None:
    named = [("good.png", picture()), ("drawing.svg", SVG), ("cut.png", picture()[:200])]
    owner = sign_in("owner")
    answer = upload(owner, *named, alt="Typed with care")
    assert answer.status_code == 422
    assert [file.filename for file in kept(app)] == ["good.png"]
    assert answer.texts(".results .error") == [
        "SVG files can carry programs, so none is taken. Please export it as PNG.",
        "It is damaged or cut off. Please save it anew and try again.",
    ]
    assert answer.find("#drop-alt").attributes["value"] == "Typed with care"


def test_with_htmx_the_section_comes_back_with_what_became_of_the_files(
    sign_in: Callable[..., Reader],
) -> None:
    browser = sign_in("author").htmx
    answer = upload(browser, ("a.png", picture()), ("b.svg", SVG), target="source", alt="A [b] *c*")
    assert answer.status_code == 201
    assert answer.find("section").attributes["id"] == "drop"
    assert answer.find("#drop").attributes["data-announce"] == (
        "1 picture was added. Please see what is wrong."
    )
    button = answer.find(".results button").attributes
    assert re.fullmatch(
        r"!\[A \\\[b\\\] \\\*c\\\*\]\(/media/\w{32}\.webp\)", button["data-insert"] or ""
    )
    assert re.fullmatch(
        r'<img src="/media/\S+" alt="A \[b\] \*c\*">', button["data-insert-html"] or ""
    )


def test_in_the_library_nothing_is_put_into_a_text(sign_in: Callable[..., Reader]) -> None:
    answer = upload(sign_in("author").htmx, ("a.png", picture()), target="elsewhere")
    assert answer.status_code == 201
    assert not answer.html.css("[data-insert]")


@pytest.mark.parametrize("named", [[], [("", b"")]])
def test_a_form_without_a_picture_says_so(
    sign_in: Callable[..., Reader], named: list[tuple[str, bytes]]
) -> None:
    owner = sign_in("owner")
    for browser in (owner, owner.htmx):
        answer = upload(browser, *named, alt="Kept")
        assert answer.status_code == 422
        assert answer.texts("#drop-pictures-error") == ["Please choose a picture."]
        assert answer.find("#drop-alt").attributes["value"] == "Kept"


def test_more_than_twenty_at_once_are_too_many(app: Flask, sign_in: Callable[..., Reader]) -> None:
    answer = upload(sign_in("owner"), *[(f"{n}.png", b"-") for n in range(21)])
    assert answer.texts("#drop-pictures-error") == ["Please choose at most 20 pictures at once."]
    assert kept(app) == []


def test_a_description_without_end_is_refused_before_any_work(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    answer = upload(sign_in("owner"), ("a.png", picture()), alt="x" * 2001)
    assert answer.status_code == 422
    assert answer.find("#drop-alt-error")
    assert kept(app) == []


def test_the_same_picture_is_kept_once_whoever_brings_it(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    upload(sign_in("author"), ("mine.png", picture()), alt="First")
    editor = sign_in("editor")
    assert "done=known" in str(upload(editor, ("yours.png", picture()), alt="Second").location)
    again = upload(editor.htmx, ("yours.png", picture()), alt="Second", target="source")
    assert "in the library already" in again.text
    assert "![Second]" in str(again.find("button[data-insert]").attributes["data-insert"])
    (one,) = kept(app)
    assert (one.alt, one.filename) == ("First", "mine.png")


def test_two_people_bringing_the_same_picture_at_once_get_the_same_row(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    browsers = [sign_in("author") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: upload(one, ("same.png", picture())), browsers))
    (one,) = kept(app)
    assert {answer.status_code for answer in answers} == {303}
    assert {str(answer.location).partition("?")[0] for answer in answers} == {
        f"/admin/media/{one.id}"
    }
    assert stored_files(app) == {one.name, one.small}


def test_what_could_not_be_written_down_leaves_no_file(
    app: Flask, sign_in: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the database went away")

    owner = sign_in("owner")
    monkeypatch.setattr("blog.admin.media.routes.note", fail)
    assert upload(owner, ("a.png", picture())).status_code == 500
    assert (kept(app), stored_files(app)) == ([], set())


def test_a_refused_picture_leaves_no_file(app: Flask, sign_in: Callable[..., Reader]) -> None:
    upload(sign_in("owner"), ("a.png", picture()[:200]))
    assert stored_files(app) == set()


def test_a_full_disk_leaves_half_of_nothing(
    app: Flask, sign_in: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def fail_at_the_copy(file: Path, content: bytes) -> int:
        written = write(file, content[:10])
        if "-480" in file.name:
            raise OSError(28, "No space left on device")
        return written

    owner = sign_in("owner")
    monkeypatch.setattr(Path, "write_bytes", fail_at_the_copy)
    assert upload(owner, ("a.png", picture())).status_code == 500
    assert (kept(app), stored_files(app)) == ([], set())


@pytest.mark.sqlite
def test_a_large_photo_passes_where_pictures_come_in_and_nowhere_else(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    large = picture("PNG") + bytes(2_000_000)
    owner = sign_in("owner")
    assert upload(owner, ("large.png", large)).status_code == 303
    (one,) = kept(app)
    for browser in (owner, owner.htmx):
        for path in (f"/admin/media/{one.id}/description", f"/admin/media/{one.id}/deletion"):
            assert browser.post(path, data={"alt": "x" * 2_000_000}).status_code == 413


@pytest.mark.sqlite
def test_one_file_may_not_have_more_than_twenty_megabytes(sign_in: Callable[..., Reader]) -> None:
    answer = upload(sign_in("owner"), ("huge.png", picture() + bytes(20_000_000)))
    assert answer.texts(".results .error") == [
        "It has more than 20 MB. Please save it smaller, for instance as JPEG."
    ]


@pytest.mark.sqlite
def test_nobody_sends_more_than_the_whole_form_may_hold(
    app: Flask, sign_in: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = replace(RULES["admin.media.create"], largest_body=50_000)
    monkeypatch.setitem(RULES, "admin.media.create", narrow)
    owner = sign_in("owner")
    for browser in (owner, owner.htmx):
        assert upload(browser, ("a.png", picture() + bytes(60_000))).status_code == 413
    assert kept(app) == []


@pytest.mark.sqlite
def test_a_stranger_may_not_send_a_large_body(app: Flask, reader: Reader) -> None:
    large = {"pictures": (io.BytesIO(bytes(2_000_000)), "large.png")}
    assert reader.post("/admin/media/", data=large).status_code in (401, 413)
    assert kept(app) == []


def test_a_picture_cannot_come_in_without_the_token(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    owner = sign_in("owner")
    owner.form_token = "of somebody else"
    assert upload(owner, ("a.png", picture())).status_code == 400
    assert kept(app) == []
