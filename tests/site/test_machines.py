"""What machines ask of a site."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from blog.db import db
from tests.stage.reader import Reader


def test_a_process_says_that_it_answers(reader: Reader) -> None:
    assert reader.get("/healthz").json == {"status": "ok"}
    assert reader.get("/readyz").json == {"status": "ready"}


def test_a_process_without_its_database_answers_but_is_not_ready(
    app: Flask, reader: Reader
) -> None:
    with app.app_context():
        db.drop_all()
    assert reader.get("/healthz").status_code == 200
    assert reader.get("/readyz").status_code == 503


def test_robots_are_kept_from_fragments_only(reader: Reader) -> None:
    rules = reader.get("/robots.txt").text
    assert "Disallow: /search?\n" in rules
    assert "Disallow: /popular/ranking\n" in rules
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in rules


def test_an_owner_may_keep_all_robots_out(
    reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("is_indexed", False)
    assert reader.get("/robots.txt").text.strip().endswith("Disallow: /")
    assert reader.get("/").find("meta[name=robots]").attributes["content"] == "noindex"


def test_the_owners_colour_is_a_stylesheet_of_its_own(
    reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("accent_hue", 250)
    sheets = [str(s.attributes["href"]) for s in reader.get("/").html.css("link[rel=stylesheet]")]
    answer = reader.get(sheets[1])
    assert "--hue:250" in answer.text
    assert "immutable" in answer.headers["Cache-Control"]
    assert reader.get("/theme-000000000000.css").status_code == 404


def test_a_phone_finds_name_and_icon(
    reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("title", "The Long Galley")
    assert reader.get("/site.webmanifest").json["name"] == "The Long Galley"  # type: ignore[index]
    assert reader.get("/favicon.ico").mimetype == "image/svg+xml"


def test_static_files_have_addresses_that_never_go_stale(reader: Reader) -> None:
    address = str(reader.get("/").find("link[rel=stylesheet]").attributes["href"])
    assert "immutable" in reader.get(address).headers["Cache-Control"]
    plain = reader.get("/static/css/reader.css")
    assert "immutable" not in plain.headers["Cache-Control"]
    other = reader.get("/static/css/reader-000000000000.css")
    assert other.status_code == 200
    assert "immutable" not in other.headers["Cache-Control"]
    assert reader.get("/static/../wsgi.py").status_code == 404
