"""The command line as an operator meets it: exit codes, sentences, and no traceback."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from flask_migrate import downgrade

from blog.commands.run import run
from blog.config import Config
from blog.db import sqlite_module
from blog.media.decoding import Refused
from blog.sample import load
from blog.schema import MIGRATIONS
from tests.importing import exports
from tests.stage import commands
from tests.stage.databases import closing_app

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).parent / "blog"
WORDS = "seven lamps by the river\n" * 2  # A password, typed twice.
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "BLOG_DATA_DIR": str(folder / "var"), **more}


@pytest.fixture
def blog(tmp_path: Path) -> Run:
    """Runs a command of `blog` in a folder of its own."""

    def run(
        *arguments: str | Path, typed: str | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        done = commands.run(arguments, environment(tmp_path, **more), tmp_path, typed or "")
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def sample(sample_folder: Path, tmp_path: Path) -> Path:
    """The data folder of the commands, with the sample blog in it."""
    return shutil.copytree(sample_folder, tmp_path / "var")


def rows(folder: Path) -> str:
    """A hash of every row of the database."""
    connection = sqlite_module().connect(folder / "var" / "octavo.db")
    try:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        found = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables]
        return hashlib.sha256(repr(found).encode()).hexdigest()
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TestImport:
    def test_a_fresh_machine_needs_no_other_command_first(self, blog: Run, tmp_path: Path) -> None:
        file = exports.write(tmp_path, exports.travel_blog())
        done = blog("import", file, "--report", tmp_path / "report.json")
        assert done.returncode == 0
        told = json.loads((tmp_path / "report.json").read_text("utf-8"))
        assert list(told) == [
            "posts", "pages", "comments", "labels", "authors", "skipped", "lost"
        ]  # fmt: skip
        again = blog("import", file)
        assert again.returncode == 0
        assert "all here already" in again.stdout

    def test_a_report_that_cannot_be_written_stops_the_import(
        self, blog: Run, tmp_path: Path
    ) -> None:
        file = exports.write(tmp_path, exports.travel_blog())
        done = blog("import", file, "--report", tmp_path / "nowhere" / "report.json")
        assert done.returncode == 2
        assert "nowhere" in done.stderr
        assert not (tmp_path / "var" / "octavo.db").exists()

    def test_a_dry_run_writes_its_report_and_no_row(
        self, blog: Run, sample: Path, tmp_path: Path
    ) -> None:
        file = exports.write(tmp_path, exports.travel_blog())
        before = rows(tmp_path)
        trial = blog("import", file, "--dry-run", "--report", tmp_path / "trial.json")
        assert trial.returncode == 0
        assert rows(tmp_path) == before
        blog("import", file, "--report", tmp_path / "real.json")
        assert (tmp_path / "trial.json").read_text() == (tmp_path / "real.json").read_text()

    def test_what_cannot_be_read_is_refused_and_nothing_is_touched(
        self, blog: Run, sample: Path, corpus: Path, tmp_path: Path
    ) -> None:
        before = rows(tmp_path)
        (tmp_path / "empty.xml").touch()
        hostile = [
            *(corpus / "hostile/xml").iterdir(),
            *(corpus / "hostile/zip").iterdir(),
            tmp_path / "empty.xml",
            tmp_path / "missing.xml",
        ]
        for file in hostile:
            if file.name == "utf16-blogger.xml":
                continue  # A sound export in another encoding.
            done = blog("import", file)
            assert done.returncode == 2, (file.name, done.stderr)
            assert file.name in done.stderr
            assert rows(tmp_path) == before, file.name

    def test_several_blogs_are_listed_and_one_is_chosen(self, blog: Run, tmp_path: Path) -> None:
        file = exports.takeout_zip(tmp_path, exports.travel_blog(), exports.busy_blog(2))
        done = blog("import", file)
        assert done.returncode == 2
        assert "Busy" in done.stderr
        assert "Roads & Rivers" in done.stderr
        assert blog("import", file, "--blog", "Busy").returncode == 0
        assert blog("settings", "title").stdout.strip() == "Busy"

    def test_a_locked_database_is_one_sentence(self, blog: Run, tmp_path: Path) -> None:
        file = exports.write(tmp_path, exports.travel_blog())
        blog("upgrade")
        connection = sqlite_module().connect(tmp_path / "var" / "octavo.db", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        done = blog("import", file)
        connection.close()
        assert done.returncode == 1
        assert "locked" in done.stderr


class TestRun:
    def test_it_serves_says_where_and_ends_cleanly(self, tmp_path: Path) -> None:
        port = free_port()
        process = subprocess.Popen(
            [COMMAND, "run"], env=environment(tmp_path, PORT=str(port), BLOG_SAMPLE="false"),
            cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            assert _answers(f"http://127.0.0.1:{port}/") == 200
            process.send_signal(signal.SIGTERM)
            told, _ = process.communicate(timeout=40)
        finally:
            process.kill()
        assert process.returncode == 0
        assert f"http://127.0.0.1:{port}/" in told
        assert "Traceback" not in told

    def test_a_taken_port_is_one_sentence(self, blog: Run) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            done = blog("run", PORT=str(taken.getsockname()[1]), BLOG_SAMPLE="false")
        assert done.returncode == 1
        assert "is taken" in done.stderr

    def test_eight_starters_make_one_schema(self, tmp_path: Path) -> None:
        starters = [
            subprocess.Popen([COMMAND, "upgrade"], env=environment(tmp_path), cwd=tmp_path,
                             text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(8)
        ]  # fmt: skip
        told = [process.communicate(timeout=120) for process in starters]
        assert [process.returncode for process in starters] == [0] * 8, told
        assert sum("Made the database" in out for out, _ in told) == 1


def test_a_machine_that_is_too_busy_for_the_samples_starts_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_slow(content: bytes) -> None:
        raise Refused("slow")

    monkeypatch.setattr(load, "prepare_picture", is_slow)
    monkeypatch.setattr(os, "execv", lambda *command: None)
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("BLOG_DATA_DIR", str(tmp_path / "var"))
    told = CliRunner().invoke(run)
    assert told.exception is None
    assert "too busy" in told.output
    assert "becomes the owner" in told.output


class TestOwner:
    LINK = re.compile(r"http://127\.0\.0\.1:\d+/account/setup\?token=[\w-]{43}")

    def test_the_start_prints_a_link_that_makes_the_owner_once(self, tmp_path: Path) -> None:
        port = free_port()
        told = self._start(tmp_path, port, lambda: None)
        first = self.LINK.findall(told)
        assert len(first) == 1
        statuses: list[int] = []

        def open_both() -> None:
            (second,) = self.LINK.findall((tmp_path / "start.log").read_text())
            statuses.extend((_status(first[0]), _status(second)))

        self._start(tmp_path, port, open_both)
        assert statuses == [403, 200]

    def test_a_link_is_printed_until_there_is_an_owner(self, blog: Run) -> None:
        assert self.LINK.fullmatch(blog("owner", "create").stdout.strip())
        made = blog("owner", "create", "--email", "Olga@Example.org", "--name", "Olga", typed=WORDS)
        assert made.returncode == 0, made.stderr
        again = blog("owner", "create")
        assert again.returncode == 1
        assert "There is an owner already" in again.stderr
        assert "olga@example.org  owner        Olga  (password)" in blog("user", "list").stdout

    @pytest.mark.parametrize(
        ("options", "typed"),
        [
            (("--email", "olga@example.org"), WORDS),
            (("--email", "olga", "--name", "Olga"), WORDS),
            (("--email", "olga@example.org", "--name", " "), WORDS),
            (("--email", "olga@example.org", "--name", "Olga"), "short\nshort\n"),
        ],
    )
    def test_what_makes_no_owner_is_one_sentence(
        self, blog: Run, options: tuple[str, ...], typed: str
    ) -> None:
        done = blog("owner", "create", *options, typed=typed)
        assert done.returncode == 2
        assert "Nobody yet" in blog("user", "list").stdout

    @staticmethod
    def _start(folder: Path, port: int, meanwhile: Callable[[], None]) -> str:
        """What `blog run` says until it is ended."""
        log = folder / "start.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [COMMAND, "run"], env=environment(folder, PORT=str(port), BLOG_SAMPLE="false"),
                cwd=folder, text=True, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
            try:
                assert _answers(f"http://127.0.0.1:{port}/") == 200
                meanwhile()
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=40)
            finally:
                process.kill()
        return log.read_text()


class TestUser:
    def test_a_link_for_a_new_password_is_printed(self, blog: Run) -> None:
        blog("owner", "create", "--email", "olga@example.org", "--name", "Olga", typed=WORDS)
        for options in ((), ("--without-second-factor",)):
            done = blog("user", "reset", "OLGA@example.org", *options)
            assert re.search(r"/account/reset/new\?token=[\w-]{43}$", done.stdout.strip())

    def test_who_waits_may_try_again(self, blog: Run) -> None:
        blog("owner", "create", "--email", "olga@example.org", "--name", "Olga", typed=WORDS)
        assert "can try again" in blog("user", "unlock", "olga@example.org").stdout

    @pytest.mark.parametrize("command", ["reset", "unlock"])
    def test_who_is_not_there_is_named(self, blog: Run, command: str) -> None:
        done = blog("user", command, "nobody@example.org")
        assert done.returncode == 2
        assert "nobody@example.org" in done.stderr


class TestUpgrade:
    def test_an_old_database_is_copied_before_it_changes(self, blog: Run, tmp_path: Path) -> None:
        blog("upgrade")
        here = Config(data_dir=tmp_path / "var", secret_key="x" * 20)
        with closing_app(here) as app, app.app_context():
            downgrade(directory=str(MIGRATIONS), revision="-1")
        assert blog("settings").returncode == 1
        done = blog("upgrade")
        assert done.returncode == 0, done.stderr
        (copy,) = (tmp_path / "var").glob("*.backup")
        assert copy.name in done.stdout
        assert "sound" in done.stdout
        assert blog("settings").returncode == 0

    def test_a_newer_database_is_left_alone(self, blog: Run, tmp_path: Path) -> None:
        blog("upgrade")
        self._sql(tmp_path, "UPDATE alembic_version SET version_num = '299901010001'")
        done = blog("upgrade")
        assert done.returncode == 1
        assert "newer" in done.stderr

    @staticmethod
    def _sql(folder: Path, *statements: str) -> None:
        connection = sqlite_module().connect(folder / "var" / "octavo.db")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()


class TestSettings:
    def test_one_is_set_and_shown_with_its_origin(self, blog: Run) -> None:
        assert blog("settings", "title", "Mine").returncode == 0
        assert blog("settings", "title").stdout == "Mine\n"
        assert "Mine  (owner)" in blog("settings").stdout

    @pytest.mark.parametrize(
        "wrong",
        [
            ("tittle", "x"),
            ("placements", "[]"),
            ("title", " "),
            ("time_zone", "Mars/Base"),
            ("posts_per_page", "0"),
            ("posts_per_page", "many"),
            ("post_pattern", "{slug}"),
            ("post_pattern", "/{jear}/{slug}"),
            ("post_pattern", "/{slug"),
            ("post_pattern", "/label/{slug}"),
            ("page_pattern", "/admin/{slug}.html"),
            ("page_pattern", "/p/{slug!r}"),
        ],
    )
    def test_a_wrong_one_says_what_is_right(self, blog: Run, wrong: tuple[str, str]) -> None:
        done = blog("settings", *wrong)
        assert done.returncode == 2
        assert wrong[0] in done.stderr or wrong[1] in done.stderr

    def test_every_wrong_variable_is_a_line(self, blog: Run) -> None:
        done = blog("settings", BLOG_PORTT="1", BLOG_WORKERS="0")
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 2


def test_a_hidden_comment_is_gone_and_an_unknown_one_is_named(blog: Run) -> None:
    blog("sample")
    assert "hidden now" in blog("comments", "hide", "1").stdout
    assert blog("comments", "hide", "99999").returncode == 2


def test_rendering_anew_tells_how_much(blog: Run, sample: Path) -> None:
    assert blog("rerender").stdout.startswith("0 posts")
    assert blog("rerender", "--all").stdout.startswith("16 posts")


def test_the_search_index_is_made_anew(blog: Run, sample: Path) -> None:
    done = blog("search", "rebuild")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 16
    assert "posts, pages and comments indexed anew" in done.stdout


def test_views_from_elsewhere_are_taken(blog: Run, tmp_path: Path) -> None:
    exports.write(tmp_path, exports.travel_blog())
    blog("import", tmp_path / "blog-77.xml")
    (tmp_path / "views.csv").write_text("path,views\n/2021/03/silence.html,40\n/gone.html,1\n")
    done = blog("views", "seed", tmp_path / "views.csv")
    assert done.returncode == 0
    assert "/gone.html" in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "upgrade",
        "import",
        "sample",
        "rerender",
        "settings",
        "views",
        "comments",
        "search",
        "owner",
        "user",
    ],
)
def test_every_command_explains_itself(blog: Run, command: str) -> None:
    assert "Usage: blog" in blog(command, "--help").stdout


def _status(address: str) -> int:
    try:
        with urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def _answers(address: str) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=5) as answer:
                return int(answer.status)
        except (URLError, ConnectionError):
            time.sleep(0.2)
    return 0
