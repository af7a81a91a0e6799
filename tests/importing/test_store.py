"""Storing an import: what comes in, what a second run changes, and what a killed one leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from flask import Flask
from sqlalchemy import select, text

from blog.archive.queries import months
from blog.comments.models import Comment
from blog.config import Config
from blog.db import Base, db, reading, writing
from blog.importing import blogger
from blog.importing.queries import posts_by_legacy_id
from blog.importing.records import Export
from blog.importing.report import Report
from blog.importing.store import store
from blog.labels.models import Label
from blog.people.models import User
from blog.posts.models import Alias, Post
from blog.richtext import Rendered, render_post
from blog.sample.load import load
from blog.schema import bring_up_to_date
from blog.site.actions import change_setting
from blog.site.queries import site

from . import exports

ROOT = Path(__file__).resolve().parent.parent.parent
# What depends on when a run began, and not on what it brought.
MOMENTARY = {"created_at"}


@pytest.fixture
def opened(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def bring(file: Path, *, is_trial: bool = False) -> Report:
    return store(blogger.read(file), format="blogger", is_trial=is_trial)


def travel(tmp_path: Path, form: str = "2018", **changes: Any) -> Path:
    """The small blog with one of everything that is hard, as a file."""
    return exports.write(tmp_path, replace(exports.travel_blog(), **changes), form)


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for what the clock decides."""
    with reading():
        return {
            table.name: [
                {name: value for name, value in row._mapping.items() if name not in MOMENTARY}
                for row in db.session.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }


def found(legacy_id: str) -> Post:
    post = posts_by_legacy_id([legacy_id]).get(legacy_id)
    assert post is not None
    return post


def numbered(number: int, kind: str = "post") -> str:
    return f"tag:blogger.com,1999:blog-77.{kind}-{number}"


class TestRealExports:
    @pytest.mark.parametrize("name", exports.REAL)
    def test_all_comes_in_at_its_old_address_and_a_second_run_changes_nothing(
        self, corpus: Path, app: Flask, name: str
    ) -> None:
        file = corpus / "blogger" / name
        with app.app_context():
            told = bring(file).as_json()
            assert_as_counted_by_an_independent_script(told, corpus, name)
            before = dump()
        assert_every_permalink_answers(app, blogger.read(file))
        with app.app_context():
            again = bring(file)
            assert dump() == before
            assert again.changes == again.labels == again.authors == 0
            assert not again.lost
            assert not again.settings


def assert_as_counted_by_an_independent_script(
    told: dict[str, Any], corpus: Path, name: str
) -> None:
    truth = json.loads((corpus / "blogger/TRUTH.json").read_text("utf-8"))[name]
    for kind in ("posts", "pages"):
        assert told[kind] == {
            "published": truth[f"{kind}_by_status"].get("live", 0),
            "draft": truth[f"{kind}_by_status"].get("draft", 0),
            "scheduled": 0,
        }
    orphans = [one for one in told["skipped"] if one["kind"] == "comment"]
    assert len(orphans) == truth["comments_on_absent_entries"]
    assert sum(told["comments"].values()) + len(orphans) == truth["comments_total"]
    assert told["labels"] == truth["labels"] == len(db.session.query(Label).all())
    assert told["authors"] == truth["authors"] == len(db.session.query(User).all())


def assert_every_permalink_answers(app: Flask, export: Export) -> None:
    paths = {post.path for post in export.posts if post.status == "published" and post.path}
    for path in paths:
        assert app.test_client().get(path).status_code == 200, path
    for post in export.posts:
        if post.status != "published" and post.path and post.path not in paths:
            assert app.test_client().get(post.path).status_code == 404


class TestWhatComesIn:
    @pytest.mark.parametrize("form", exports.FORMS)
    def test_a_reader_finds_nothing_of_what_was_not_public(
        self, app: Flask, tmp_path: Path, form: str
    ) -> None:
        blog = exports.travel_blog()
        posts = tuple(
            replace(
                post,
                title=f"{post.title} HUSH whisper",
                html=f"{post.html}<p>HUSH whisper</p>",
                labels=("HUSH",),
            )
            if post.number in (14, 15, 16, 22)
            else post
            for post in blog.posts
        )
        comments = (
            *blog.comments,
            exports.Comment(109, 14, "HUSH whisper"),
            exports.Comment(110, 15, "HUSH whisper"),
        )
        file = exports.write(tmp_path, replace(blog, posts=posts, comments=comments), form)
        with app.app_context():
            told = bring(file).as_json()
            assert told["posts"] == {"published": 4, "draft": 1, "scheduled": 1}
            assert told["pages"] == {"published": 1, "draft": 1, "scheduled": 0}
        client = app.test_client()
        for path in (
            "/", "/2021/", "/2021/03/", "/2199/", "/search?q=whisper", "/sitemap.xml",
            "/feed.atom", "/feed.rss", "/feed.json", "/comments/feed.atom", "/popular",
            "/label/hush", "/author/rana-haddad",
        ):  # fmt: skip
            assert "HUSH" not in client.get(path).text, path
        for path in ("/2199/01/not-yet.html", "/2021/03/half.html", "/2021/03/gone.html"):
            assert client.get(path).status_code == 404

    def test_replies_stand_under_what_they_answer_whatever_the_order(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        told = bring(exports.write(tmp_path, exports.busy_blog(300))).as_json()
        assert told["comments"]["approved"] == 300
        comments = db.session.query(Comment).all()
        by_id = {one.id: one for one in comments}
        for one in comments:
            number = int(one.source.removeprefix("comment "))
            assert one.depth == number % 10
            if one.parent_id:
                assert by_id[one.parent_id].source == f"comment {number - 1}"
        assert db.session.query(Post).one().comments == 300

    @pytest.mark.parametrize("form", exports.FORMS)
    def test_a_removed_comment_is_a_tombstone_without_words(
        self, opened: Flask, tmp_path: Path, form: str
    ) -> None:
        told = bring(travel(tmp_path, form)).as_json()
        assert told["comments"]["deleted"] == 1
        removed = db.session.query(Comment).filter_by(state="deleted").one()
        assert (removed.source, removed.html, removed.anchor) == ("", "", "c104")

    def test_only_a_profile_proves_who_the_author_is(self, opened: Flask, tmp_path: Path) -> None:
        rana = exports.travel_blog().author
        comments = (
            exports.Comment(201, 11, "it is me", author=rana),
            exports.Comment(202, 11, "me too", author=exports.Person(rana.name)),
        )
        bring(travel(tmp_path, comments=comments))
        mine, typed = db.session.query(Comment).order_by(Comment.id)
        assert mine.user_id == db.session.query(User).one().id
        assert typed.user_id is None

    def test_a_name_that_somebody_typed_is_never_the_authors(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        nameless = exports.Person("Rana")  # An author whose profile the export does not know.
        comments = (exports.Comment(202, 11, "it is me", author=nameless),)
        bring(travel(tmp_path, author=nameless, comments=comments))
        assert db.session.query(User).one().name == "Rana"
        assert db.session.query(Comment).one().user_id is None

    def test_a_path_that_two_claim_goes_to_the_one_that_readers_know(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        path = "/2021/03/same.html"
        posts = (
            exports.Post(1, "Draft", "<p>d</p>", path, status="DRAFT"),
            exports.Post(2, "Live", "<p>l</p>", path),
            exports.Post(3, "Twin", "<p>t</p>", path),
        )
        report = bring(travel(tmp_path, posts=posts, comments=()))
        assert found(numbered(2)).path == path
        assert found(numbered(3)).path == "/2021/03/same-2.html"
        assert sum("same.html was taken" in line for line in report.lost) == 2

    @pytest.mark.sqlite
    @pytest.mark.parametrize(
        "path",
        ["/2009/01/Cafe_Society.HTML", "/2009/02/caf%C3%A9.html", "/2009/03/caf%e9.html",
         "/2009/04/a,b~c.html", "/2009/05/no-ending", "/2009/06/slash/"],
    )  # fmt: skip
    def test_an_address_that_others_link_to_stays_to_the_letter(
        self, opened: Flask, tmp_path: Path, path: str
    ) -> None:
        linked = exports.Post(12, "Linked", "<p>Linked.</p>", path)
        report = bring(travel(tmp_path, posts=(linked,), comments=()))
        assert found(numbered(12)).path == path
        assert not any("was taken" in line for line in report.lost)
        # As a server hands it over: the test client would lose bytes that are not UTF-8.
        asked = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1")}
        assert opened.test_client().get(environ_overrides=asked).status_code == 200

    @pytest.mark.parametrize(
        "path", ["/search", "/2020", "/feed", "/comments/1", "/admin/x", "/a%00b", f"/{'é' * 400}"]
    )
    def test_a_path_that_cannot_be_kept_is_replaced_once(
        self, opened: Flask, tmp_path: Path, path: str
    ) -> None:
        odd = exports.Post(12, "Odd", "<p>Odd.</p>", path)
        file = travel(tmp_path, posts=(odd,), comments=())
        assert any(path in line for line in bring(file).lost)
        first = dump()
        again = bring(file)
        assert (again.changes, again.lost) == (0, [])
        assert dump() == first

    @pytest.mark.sqlite
    @pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
    @pytest.mark.parametrize("year", [1, 9999])
    def test_a_date_at_the_end_of_the_calendar_is_none(
        self, opened: Flask, tmp_path: Path, zone: str, year: int
    ) -> None:
        edge = datetime(year, 1, 1, tzinfo=UTC) if year == 1 else datetime.max.replace(tzinfo=UTC)
        odd = exports.Post(12, "Odd", "<p>Odd.</p>", "/2021/03/odd.html", published=edge)
        bring(travel(tmp_path, posts=(odd,), comments=(), zone=zone))
        assert opened.test_client().get("/2021/03/odd.html").status_code == 200

    def test_what_the_sanitiser_takes_away_is_counted(self, opened: Flask, tmp_path: Path) -> None:
        bad = "<p>x</p><script>1</script><script>2</script>"
        posts = (exports.Post(1, "a", bad, "/a.html"), exports.Post(2, "b", bad, "/b.html"))
        assert "script: 4" in bring(travel(tmp_path, posts=posts, comments=())).lost


class TestSettings:
    def test_those_of_the_old_blog_are_taken_where_the_owner_has_set_none(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        with writing():
            change_setting("title", "Mine")
        report = bring(travel(tmp_path, "2008"))
        assert (site().title, site().language, site().time_zone) == ("Mine", "ar", "Asia/Damascus")
        assert site().posts_per_page == 7
        assert "title" not in report.settings
        assert any("approval" in line for line in report.lost)

    def test_the_old_time_zone_decides_months(self, opened: Flask, tmp_path: Path) -> None:
        late = datetime(2021, 3, 31, 23, 30, tzinfo=UTC)
        posts = (exports.Post(1, "Late", "<p>x</p>", "/a.html", published=late),)
        bring(travel(tmp_path, "2008", posts=posts, comments=()))
        assert months(late.replace(year=2022), site().zone) == [(2021, 4, 1)]

    def test_a_blog_that_hid_from_search_engines_still_does(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        bring(travel(tmp_path, "2008", settings=(("BLOG_SEARCHABLE", "false"),)))
        assert site().is_indexed is False


class TestAnotherRun:
    def test_both_forms_of_one_blog_do_not_double_it(self, opened: Flask, tmp_path: Path) -> None:
        bring(travel(tmp_path, "2008"))
        posts, comments = db.session.query(Post).count(), db.session.query(Comment).count()
        bring(travel(tmp_path, "2018"))
        assert (db.session.query(Post).count(), db.session.query(Comment).count()) == (
            posts,
            comments,
        )

    def test_a_second_blog_joins_the_first(self, opened: Flask, tmp_path: Path) -> None:
        bring(travel(tmp_path))
        number = db.session.query(Post).count()
        report = bring(exports.write(tmp_path, exports.busy_blog(3)))
        assert db.session.query(Post).count() == number + 1
        assert report.as_json()["posts"]["published"] == 1

    def test_a_newer_export_renews_a_post_that_nobody_touched(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        bring(travel(tmp_path))
        posts = self._reworked("New words", "/2021/03/moved.html")
        report = bring(travel(tmp_path, posts=posts))
        assert report.as_json()["posts"]["published"] == 1
        assert found(numbered(12)).text == "New words"
        assert found(numbered(12)).path == "/2021/03/moved.html"
        assert db.session.query(Alias).one().path == "/2021/03/blog-post.html"
        assert bring(travel(tmp_path, posts=posts)).changes == 0

    def test_an_older_export_takes_nothing_back(self, opened: Flask, tmp_path: Path) -> None:
        newer = tuple(
            replace(post, published=post.published + timedelta(days=1))
            for post in self._reworked("New words", "/2021/03/blog-post.html")
        )
        bring(travel(tmp_path, posts=newer))
        assert bring(travel(tmp_path)).changes == 0
        assert found(numbered(12)).text == "New words"

    def test_a_post_that_was_changed_here_stays_as_it_is(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        bring(travel(tmp_path))
        with writing():
            post = found(numbered(12))
            post.source, post.version = "Mine", 2
        report = bring(travel(tmp_path, posts=self._reworked("Theirs", "/2021/03/blog-post.html")))
        assert found(numbered(12)).source == "Mine"
        assert report.changes == 0
        assert [one.id for one in report.skipped if "here" in one.why] == [numbered(12)]

    def test_what_a_commenter_has_removed_since_goes_here_too(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        bring(travel(tmp_path))
        comments = tuple(
            replace(one, status="DELETED") if one.number == 103 else one
            for one in exports.travel_blog().comments
        )
        report = bring(travel(tmp_path, comments=comments))
        assert report.as_json()["comments"]["deleted"] == 1
        gone = db.session.query(Comment).filter_by(legacy_id=numbered(103)).one()
        assert (gone.state, gone.source) == ("deleted", "")

    def test_the_first_import_takes_the_samples_away_and_says_so(
        self, opened: Flask, tmp_path: Path
    ) -> None:
        loaded = load()
        report = bring(travel(tmp_path))
        assert report.samples_removed == loaded
        assert any("sample" in line for line in report.lines())
        assert not db.session.query(Post).filter_by(origin="sample").count()
        assert not list(opened.config["BLOG"].media_dir.iterdir())

    @staticmethod
    def _reworked(words: str, path: str) -> tuple[exports.Post, ...]:
        return tuple(
            replace(post, html=f"<p>{words}</p>", path=path) if post.number == 12 else post
            for post in exports.travel_blog().posts
        )


class TestTrial:
    def test_it_tells_the_same_and_changes_nothing(self, opened: Flask, tmp_path: Path) -> None:
        load()
        before = dump()
        pictures = sorted(opened.config["BLOG"].media_dir.iterdir())
        trial = bring(travel(tmp_path, "2008"), is_trial=True)
        assert dump() == before
        assert sorted(opened.config["BLOG"].media_dir.iterdir()) == pictures
        assert trial.as_json() == bring(travel(tmp_path, "2008")).as_json()

    @pytest.mark.postgresql
    def test_it_may_take_its_time_over_long_texts(
        self, opened: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limits = set()

        def note_limit(*args: Any, **named: Any) -> Rendered:
            shown = text("SHOW idle_in_transaction_session_timeout")
            limits.add(db.session.scalar(shown))
            return render_post(*args, **named)

        monkeypatch.setattr("blog.importing.store.render_post", note_limit)
        bring(travel(tmp_path), is_trial=True)
        assert limits == {"0"}


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from blog.commands.setup import open_blog
from blog.db import db
from blog.importing import blogger, store as storing

storing.BATCH, statements = 3, 0
def count(*args):
    global statements
    statements += 1
    if statements == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

with open_blog():
    event.listen(db.engine, "after_cursor_execute", count)
    storing.store(blogger.read(Path(sys.argv[1])), format="blogger")
"""


@pytest.mark.sqlite
class TestKilled:
    @pytest.mark.parametrize("statement", [5, 60, 120])
    def test_a_killed_run_and_another_are_one_clean_run(
        self, config: Config, make_app: Any, tmp_path: Path, statement: int
    ) -> None:
        file = travel(tmp_path, "2008")
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        environment["BLOG_DATA_DIR"] = str(config.data_dir)
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, str(file), str(statement)],
            env=environment, cwd=tmp_path, check=False,
        )  # fmt: skip
        assert killed.returncode == -signal.SIGKILL
        clean = make_app(replace(config, database_url=f"sqlite:///{tmp_path / 'clean.db'}"))
        bring_up_to_date(clean)
        with clean.app_context():
            bring(file)
            expected = dump()
        with make_app(config).app_context():
            bring(file)
            assert dump() == expected
