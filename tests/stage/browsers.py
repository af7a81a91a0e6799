"""A real server and a real browser.

The server is `blog run` on a free port with a data folder of its own. The browser reaches that
server and nothing else: the CDN is played by the bytes of the npm package, and any other outside
request is a fault, as are errors on the console and broken rules of the policy.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from blog.config import HTMX_URL, Config
from blog.db import sqlite_module, writing
from blog.sample.load import load_into_empty_blog
from blog.schema import bring_up_to_date
from blog.site.actions import change_setting
from tests.stage import commands, htmx
from tests.stage.databases import closing_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Response, Route

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
START_SECONDS = 60
PATIENCE = 30_000  # Milliseconds; a shared machine may be slow.
# Nothing is swapped in, and no colour is on its way to another (both would be measured half-way).
IS_CALM = """() => !document.querySelector(".htmx-swapping, .htmx-settling, .htmx-added")
  && document.getAnimations().every(({ effect, playState }) =>
    playState !== "running" || effect.getTiming().iterations === Infinity)"""


@dataclass(frozen=True)
class LiveBlog:
    """A running blog."""

    url: str
    data_dir: Path
    kinds: dict[str, str]  # The path of one page of every kind.
    pid: int  # Of gunicorn's master.
    log: Path  # What `blog run` and its server said.


@dataclass
class Visit:
    """One browser window, and what went wrong in it."""

    page: Page
    base: str
    problems: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def wait_for_htmx(self) -> None:
        """Until the deferred script has run; asked from outside, since the policy forbids eval."""
        for _ in range(PATIENCE // 50):
            if self.page.evaluate("typeof htmx === 'object'"):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("htmx did not start")

    def path(self) -> str:
        """Where the window is, without the host."""
        return self.page.url.removeprefix(self.base)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample blog in it; servers get copies."""
    folder = tmp_path_factory.mktemp("sample") / "var"
    with closing_app(Config(data_dir=folder, secret_key="x" * 20)) as app:
        bring_up_to_date(app)
        load_into_empty_blog(app)
    return folder


@pytest.fixture(scope="session")
def sample_blog(
    sample_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveBlog]:
    """The sample blog on a real server, for tests that only read."""
    folder = shutil.copytree(sample_folder, tmp_path_factory.mktemp("shared") / "var")
    yield from serve(folder)


@pytest.fixture
def live_blog(sample_folder: Path, tmp_path: Path) -> Iterator[LiveBlog]:
    """The sample blog on a real server, the test's own."""
    yield from serve(shutil.copytree(sample_folder, tmp_path / "live"))


def show_at_once(blog: LiveBlog) -> None:
    """Let comments be shown before anybody has read them, also by people who are new."""
    config = Config(data_dir=blog.data_dir, secret_key="x" * 20)
    with closing_app(config) as app, app.app_context(), writing():
        change_setting("comments_hold", [])


@pytest.fixture
def new_blog(tmp_path: Path) -> Iterator[LiveBlog]:
    """A blog on a real server that was just installed, without samples: nobody owns it yet."""
    (tmp_path / "new").mkdir()
    yield from serve(tmp_path / "new")


@pytest.fixture
def blog_under_a_path(sample_folder: Path, tmp_path: Path) -> Iterator[LiveBlog]:
    """The sample blog on a real server, below `/deep/blog`."""
    yield from serve(shutil.copytree(sample_folder, tmp_path / "deep"), "/deep/blog")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; each visit gets a window of its own."""
    named = os.environ.get("OCTAVO_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip("no Chromium: `make test` installs it or says how")
    api = pytest.importorskip("playwright.sync_api")
    api.expect.set_options(timeout=PATIENCE)
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens windows on a blog, and holds at the end that nothing went wrong in them.

    `javascript=False` switches scripts off. `cdn` is `package` (the true bytes), `altered` (bytes
    that somebody changed) or `blocked`. Answers that a test expects to be refused it takes out of
    `refused` itself.
    """
    opened: list[tuple[Visit, Any]] = []

    def open_window(
        blog: LiveBlog,
        *,
        javascript: bool = True,
        cdn: str = "package",
        width: int = 1280,
        dark: bool = False,
    ) -> Visit:
        if javascript and cdn != "blocked" and not htmx.FILE.exists():
            pytest.skip("no htmx package: `make test` fetches it with npm or from the CDN")
        context = chromium.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        made = Visit(context.new_page(), blog.url)
        context.route(lambda _: True, lambda route: _answer(route, made, cdn))
        made.page.on("console", lambda message: _note(message, made))
        made.page.on("pageerror", lambda error: _note_error(str(error), made))
        made.page.on("response", lambda response: _note_refusal(response, made))
        opened.append((made, context))
        return made

    yield open_window
    for made, context in opened:
        context.close()
        assert made.problems == []
        assert made.refused == []


def wait_until_calm(page: Page) -> None:
    """Until the page has its stylesheets, and nothing on it moves any more."""
    page.wait_for_load_state()
    for _ in range(PATIENCE // 50):
        if page.evaluate(IS_CALM):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.url} never comes to rest")


def fits(page: Page) -> bool:
    """Whether nobody has to scroll sideways."""
    wait_until_calm(page)
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Holds that axe finds no fault on the page as it stands."""
    axe = Axe()

    def check(page: Page) -> None:
        wait_until_calm(page)
        found = axe.run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check


def serve(folder: Path, path: str = "", **settings: str) -> Generator[LiveBlog, None, None]:
    """The blog of that data folder on a real server, until the generator is closed.

    With a `path` it stands under that sub-path, as its public address says.
    """
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BLOG_")} | {
        "BLOG_DATA_DIR": str(folder),
        "BLOG_SAMPLE": "false",
        "BLOG_WORKERS": "1",
        "BLOG_URL": f"http://127.0.0.1:{port}{path}",
        "PORT": str(port),
        **settings,
    }
    log = folder.parent / f"{folder.name}.log"
    log.touch()
    server = commands.serve(environment, folder.parent, log)
    try:
        wait_for(server, f"http://127.0.0.1:{port}", log)
        url = f"http://127.0.0.1:{port}{path}"
        yield LiveBlog(url, folder, _kinds(folder), server.pid or 0, log)
    finally:
        server.terminate()
        server.join(20)


def _kinds(folder: Path) -> dict[str, str]:
    with closing(sqlite_module().connect(str(folder / "octavo.db"))) as connection:

        def first(statement: str) -> str:
            row = connection.execute(statement).fetchone()
            return str(row[0]) if row else ""

        public = "SELECT path FROM post WHERE status = 'published' AND kind"
        post = first(f"{public} = 'post' AND comments BETWEEN 2 AND 50 ORDER BY id DESC")
        if not post:
            return {}  # It is not the sample blog.
        busiest = first("SELECT id FROM post ORDER BY comments DESC")
        comment = first("SELECT id FROM comment WHERE state = 'approved' ORDER BY id DESC")
        answered = first(f"SELECT post_id FROM comment WHERE id = {comment}")
        return {
            "home": "/",
            "post": post,
            "post in a right-to-left script": first(f"{public} = 'post' AND direction = 'rtl'"),
            "post with many comments": first(f"SELECT path FROM post WHERE id = {busiest}"),
            "page": first(f"{public} = 'page'"),
            "label": f"/label/{first('SELECT slug FROM label WHERE posts > 0 ORDER BY id')}",
            "author": f"/author/{first('SELECT slug FROM user ORDER BY id')}",
            "year": f"/{post[1:5]}/",
            "month": f"/{post[1:8]}/",
            "search": "/search?q=paper",
            "search without a find": "/search?q=zzzz",
            "empty search": "/search",
            "popular": "/popular?range=year",
            "comments": f"/comments/{busiest}",
            "reply": f"/comments/{answered}/{comment}/reply",
            "nothing": "/nothing-here",
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(server: BaseProcess | subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Until that server answers; what it said is told where it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and _is_running(server):
        try:
            with urlopen(f"{url}/healthz", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def _is_running(server: BaseProcess | subprocess.Popen[bytes]) -> bool:
    return server.is_alive() if isinstance(server, BaseProcess) else server.poll() is None


def _answer(route: Route, visit: Visit, cdn: str) -> None:
    url = route.request.url
    if url.startswith(visit.base):
        route.continue_()
    elif url == HTMX_URL and cdn != "blocked":
        content = htmx.FILE.read_bytes() + (b"\n" if cdn == "altered" else b"")
        headers = {"access-control-allow-origin": "*", "content-type": "text/javascript"}
        route.fulfill(body=content, headers=headers)
    else:
        if url != HTMX_URL:
            visit.problems.append(f"outside request: {url}")
        route.abort()


def _note(message: ConsoleMessage, visit: Visit) -> None:
    # What could not be loaded is noted by its answer, or is the CDN that the test took away.
    is_network = message.text.startswith("Failed to load resource")
    if message.type in ("error", "warning") and not is_network:
        visit.problems.append(f"console: {message.text}")


def _note_error(error: str, visit: Visit) -> None:
    # The browser itself gives up a page-to-page transition where a click comes before its end.
    if "ViewTransition" not in error and "Transition was aborted" not in error:
        visit.problems.append(f"script: {error}")


def _note_refusal(response: Response, visit: Visit) -> None:
    if response.status >= 400:
        visit.refused.append((response.status, response.url.removeprefix(visit.base)))
