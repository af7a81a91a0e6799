"""What machines ask of a site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from blog.db import db
from blog.site.checks import SettingRefused
from blog.site.machines import security_expiry
from tests.stage.reader import Reader


def test_a_process_says_that_it_answers(reader: Reader) -> None:
    assert reader.get("/healthz").json == {"status": "ok"}
    assert reader.get("/readyz").json == {"status": "ready"}


def test_a_process_without_its_database_answers_but_is_not_ready(
    app: Flask, reader: Reader
) -> None:
    with app.app_context():
        db.metadata.tables["setting"].drop(db.engine)
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
    sheet = reader.get("/").find("link[rel=stylesheet][href^='/theme-']")
    answer = reader.get(str(sheet.attributes["href"]))
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


def test_an_owner_adds_rules_for_robots(
    reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    change_setting(
        "robots_extra", "Disallow: /drafts/\r\n\r\n# Not me.\r\nUser-agent: Bot\r\nDisallow: /"
    )
    rules = reader.get("/robots.txt").text
    assert rules.index("Disallow: /account/") < rules.index("Disallow: /drafts/")
    assert rules.index("User-agent: Bot\nDisallow: /\n") < rules.index("Sitemap:")
    change_setting("is_indexed", False)
    assert reader.get("/robots.txt").text.strip() == "User-agent: *\nDisallow: /"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("robots_extra", "Disallow: /a\nDisalow: /b", "Line 2"),
        ("robots_extra", "Disallow: b", "Line 1"),
        ("robots_extra", "User-agent:", "Line 1"),
        ("robots_extra", "Sitemap: /sitemap.xml", "Line 1"),
        ("robots_extra", "<script>", "Line 1"),
        ("ads_txt", "# Mine\nexample.com, 1, DIRECT\nexample.com, 2", "Line 3"),
        ("security_contact", "me@example.org", "mailto:"),
        ("security_contact", "https://", "mailto:"),
        ("security_contact", "mailto:a@b.c\nExpires: 1", "nobody can see"),
    ],
)
def test_what_machines_would_stumble_over_is_refused_by_its_line(
    change_setting: Callable[[str, object], None], name: str, text: str, line: str
) -> None:
    with pytest.raises(SettingRefused, match=line):
        change_setting(name, text)


def test_an_owner_who_sells_space_says_so(
    reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    assert "No advertising" in reader.get("/ads.txt").text
    change_setting("ads_txt", "google.com, pub-123, DIRECT, f08c47fec0942fa0\ncontact=ads@x.org")
    assert reader.get("/ads.txt").text.startswith("google.com, pub-123, DIRECT")


def test_who_finds_a_weakness_learns_whom_to_tell(
    reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    assert reader.get("/.well-known/security.txt").status_code == 404
    change_setting("security_contact", "mailto:safety@example.org")
    answer = reader.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert answer.text.splitlines()[0] == "Contact: mailto:safety@example.org"
    assert "\nCanonical: http://127.0.0.1:8000/.well-known/security.txt\n" in answer.text


def test_a_security_contact_lapses_within_a_year_and_changes_by_the_month() -> None:
    first = security_expiry(datetime(2026, 1, 1, tzinfo=UTC))
    assert first == security_expiry(datetime(2026, 1, 31, 23, tzinfo=UTC))
    assert first == datetime(2026, 12, 1, tzinfo=UTC)
    assert security_expiry(datetime(2026, 12, 31, tzinfo=UTC)) == datetime(2027, 11, 1, tzinfo=UTC)
