"""The owner brings another blog in: sends a file, sees what it holds, decides, reads the report."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from blog.audit.models import AuditLine
from blog.db import db, writing
from blog.importing import jobs
from blog.importing.jobs import ImportWork, do_next_run, forget_uploads
from blog.importing.models import ImportRun
from blog.importing.runs import MOST_ATTEMPTS
from blog.posts.models import Post
from tests.importing import exports
from tests.stage.reader import Answer, Reader

ROOM = "/admin/importing/"


@pytest.fixture
def owner(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in("owner")


@pytest.fixture
def work(app: Flask) -> Callable[[], bool]:
    """Does what the background would do next."""

    def do() -> bool:
        with app.app_context():
            return do_next_run()

    return do


def test_a_blog_comes_in_only_once_the_owner_says_so(
    app: Flask, owner: Reader, work: Callable[[], bool]
) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()), "my blog.xml")
    assert "being looked at" in page.find("#progress").text()
    assert work()
    looked = owner.get(page.request.path)
    assert looked.texts("#progress h2") == ["Roads & Rivers"]
    assert "Nothing has come in yet" in looked.find("#progress").text()
    assert number_of(app, Post) == 0
    assert owner.post(f"{page.request.path}/start").status_code == 303
    assert "coming in" in owner.get(page.request.path).find("#progress").text()
    assert work()
    report = owner.get(page.request.path)
    assert "The blog came in" in report.find("#report").text()
    assert number_of(app, Post) > 3
    link = report.find("#report ul a").attributes["href"]
    assert owner.get(str(link)).status_code == 200
    assert not list(uploads(app).iterdir())
    with app.app_context():
        noted = db.session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
        assert [line.action for line in noted] == ["import.upload", "import.run"]
        assert {line.subject for line in noted} == {"my blog.xml"}
    assert not work()


def test_with_htmx_the_page_asks_again_until_it_is_done(
    owner: Reader, work: Callable[[], bool]
) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()))
    fragment = page.find("#progress").attributes
    assert fragment["hx-trigger"] == "every 2s"
    address = str(fragment["hx-get"])
    assert "data-announce" not in owner.get(address).find("#progress").attributes
    work()
    looked = owner.htmx.get(address)
    assert looked.html.css_first("h1") is None
    assert "hx-trigger" not in looked.find("#progress").attributes
    assert looked.find("#progress").attributes["data-announce"] == "Waits for you"
    begun = owner.htmx.post(f"{page.request.path}/start")
    assert begun.status_code == 200
    assert begun.find("#progress").attributes["hx-trigger"] == "every 2s"
    work()
    assert owner.get(address).find("#progress").attributes["data-announce"] == "Came in"


def test_one_of_several_blogs_is_chosen(
    owner: Reader, work: Callable[[], bool], tmp_path: Path
) -> None:
    file = exports.takeout_zip(tmp_path, exports.travel_blog(), exports.busy_blog(2))
    page = send(owner, file.read_bytes(), "takeout.zip")
    work()
    labels = owner.get(page.request.path).texts("#choice .tick label")
    assert labels == ["Busy", "Roads & Rivers"]
    for browser in (owner, owner.htmx):
        wrong = browser.post(f"{page.request.path}/choice", data={"blog": "Mine"})
        assert wrong.status_code == 422
        assert wrong.find("#blog-error").text().strip() == "Please choose one of them."
    owner.post(f"{page.request.path}/choice", data={"blog": "Busy"})
    work()
    assert owner.get(page.request.path).texts("#progress h2") == ["Busy"]


def test_a_file_that_cannot_be_read_is_refused_in_the_readers_own_words(
    app: Flask, owner: Reader, work: Callable[[], bool]
) -> None:
    page = send(owner, b"\x89PNG and so on", "cat.png")
    work()
    told = owner.get(page.request.path).texts(".problems .error")
    assert told == ["cat.png: this is not a Blogger export but a picture."]
    assert not list(uploads(app).iterdir())
    assert owner.get(ROOM).texts("tbody td")[-1] == "Refused"


def test_nothing_chosen_is_told_beside_the_field(app: Flask, owner: Reader) -> None:
    answer = owner.post(ROOM, data={"file": (io.BytesIO(b""), "")})
    assert answer.status_code == 422
    assert answer.find("#file-error").text().strip() == "Please choose a file."
    assert number_of(app, ImportRun) == 0


def test_a_second_import_says_that_all_is_here(owner: Reader, work: Callable[[], bool]) -> None:
    for _time in range(2):
        page = send(owner, exports.as_2008(exports.travel_blog()))
        work()
        looked = owner.get(page.request.path).find("#progress").text()
        owner.post(f"{page.request.path}/start")
        work()
    assert "here already; they are renewed only" in looked
    assert "Nothing new came in" in owner.get(page.request.path).find("#report").text()


def test_a_run_that_was_cut_off_is_taken_up_again(
    app: Flask, owner: Reader, work: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()))
    work()
    owner.post(f"{page.request.path}/start")

    class Killed(BaseException):
        pass

    def die(*_given: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "store", die)
        with pytest.raises(Killed):
            work()
    assert "coming in" in owner.get(page.request.path).find("#progress").text()
    assert work()
    assert "The blog came in" in owner.get(page.request.path).find("#report").text()


def test_what_ends_its_process_each_time_is_given_up(
    app: Flask, owner: Reader, work: Callable[[], bool]
) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()))
    with app.app_context(), writing():
        run = db.session.scalars(select(ImportRun)).one()
        run.report = {**run.report, "attempts": MOST_ATTEMPTS}
    work()
    assert "went wrong" in owner.get(page.request.path).find(".problems").text()
    assert not work()


def test_a_fault_of_ours_is_logged_and_can_be_tried_again(
    owner: Reader, work: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()))
    work()
    owner.post(f"{page.request.path}/start")

    def fail(*_given: object, **_more: object) -> None:
        raise RuntimeError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "store", fail)
        work()
    failed = owner.get(page.request.path)
    assert failed.texts("#progress .button") == ["Try again"]
    owner.post(f"{page.request.path}/start")
    work()
    assert "The blog came in" in owner.get(page.request.path).find("#report").text()


def test_an_import_is_given_up_with_its_file_but_not_while_it_is_at_work(
    app: Flask, owner: Reader, work: Callable[[], bool]
) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()))
    assert owner.post(f"{page.request.path}/deletion").status_code == 409
    assert owner.post(f"{page.request.path}/start").status_code == 409
    work()
    answer = owner.post(f"{page.request.path}/deletion")
    assert owner.get(answer.location).texts(".notice") == ["Removed."]
    assert not list(uploads(app).iterdir())
    assert owner.get(page.request.path).status_code == 404


def test_a_file_that_nobody_comes_back_for_goes_after_a_day(
    app: Flask, owner: Reader, work: Callable[[], bool]
) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()))
    waiting = age(app)
    with app.app_context():
        forget_uploads()
    assert waiting.exists()
    work()
    with app.app_context():
        forget_uploads()
    assert not waiting.exists()
    assert "The file is gone" in owner.get(page.request.path).find("#progress").text()


def test_the_background_sees_to_it_in_a_thread_of_its_own(app: Flask, owner: Reader) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()))
    sees_to_it = ImportWork()
    with app.app_context():
        sees_to_it()
    assert sees_to_it._thread
    sees_to_it._thread.join(30)
    assert owner.get(page.request.path).texts("#progress h2") == ["Roads & Rivers"]
    with app.app_context():
        sees_to_it()  # Nothing is left to do.
        assert not sees_to_it._thread.is_alive()


def test_progress_is_told_while_it_comes_in(app: Flask, owner: Reader) -> None:
    page = send(owner, exports.as_2008(exports.travel_blog()))
    with app.app_context(), writing():
        at_work = {"state": "running", "done": 30, "total": 120, "report": {"stage": "import"}}
        db.session.execute(update(ImportRun).values(**at_work))
    bar = owner.get(page.request.path).find("progress").attributes
    assert (bar["value"], bar["max"]) == ("30", "120")


def test_a_large_file_is_taken_here_and_nowhere_else(owner: Reader) -> None:
    large = b"<feed>" + b" " * 1_500_000
    answer = owner.post(ROOM, data={"file": (io.BytesIO(large), "large.xml")})
    assert answer.status_code == 303
    path = "/admin/settings/machines"
    assert owner.post(path, data={"ads_txt": "#" * 1_500_000}).status_code == 413


def send(owner: Reader, content: str | bytes, name: str = "blog.xml") -> Answer:
    """The page of the new run."""
    raw = content.encode() if isinstance(content, str) else content
    answer = owner.post(ROOM, data={"file": (io.BytesIO(raw), name)})
    assert answer.status_code == 303
    return owner.get(answer.location)


def uploads(app: Flask) -> Path:
    folder: Path = app.config["BLOG"].data_dir
    return folder / "uploads"


def age(app: Flask) -> Path:
    """The one upload, made two days old."""
    (file,) = uploads(app).iterdir()
    then = time.time() - 2 * 86_400
    os.utime(file, (then, then))
    return file


def number_of(app: Flask, model: type[Post] | type[ImportRun]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0
