"""The application under any server: on an empty or old database, and under a sub-path."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.client import HTTPConnection

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text
from waitress.server import create_server

from blog.config import Config
from blog.db import db, writing
from blog.schema import bring_up_to_date
from tests.stage.reader import Reader

MakeApp = Callable[[Config], Flask]


@contextmanager
def served(app: Flask) -> Iterator[Callable[[str], tuple[int, str]]]:
    """The application behind waitress; gives what a path answers."""
    server = create_server(
        app, host="127.0.0.1", port=0, threads=2, clear_untrusted_proxy_headers=True
    )

    def run() -> None:
        with suppress(OSError):  # Its loop meets the socket that is closed below.
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def get(path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", server.effective_port, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    try:
        yield get
    finally:
        server.close()
        thread.join(10)


class TestBeforeTheDatabase:
    @pytest.fixture
    def unready(self, empty_config: Config, make_app: MakeApp) -> Flask:
        return make_app(empty_config)

    @pytest.mark.parametrize(
        "path", ["/", "/2025/01/x.html", "/readyz", "/comments/1", "/feed.atom"]
    )
    def test_a_reader_is_told_to_come_back(self, unready: Flask, path: str) -> None:
        answer = unready.test_client().get(path)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert answer.text.strip().count("\n") == 0
        assert "Traceback" not in answer.text

    def test_the_process_is_healthy_but_not_ready(self, unready: Flask) -> None:
        assert unready.test_client().get("/healthz").status_code == 200

    def test_it_recovers_without_a_restart(self, unready: Flask, make_app: MakeApp) -> None:
        client = unready.test_client()
        assert client.get("/").status_code == 503
        bring_up_to_date(make_app(unready.config["BLOG"]))
        assert client.get("/").status_code == client.get("/readyz").status_code == 200


def test_an_old_database_is_not_served(app: Flask) -> None:
    with app.app_context(), writing():
        db.session.execute(text("UPDATE alembic_version SET version_num = '202611220001'"))
    assert app.test_client().get("/").status_code == 503


def test_another_server_serves_it_as_well(app: Flask) -> None:
    with served(app) as get:
        assert get("/")[0] == 200
        assert get("/nowhere.html")[0] == 404


def test_under_a_sub_path_every_link_carries_it(
    config: Config, make_app: MakeApp, make_post: Callable[..., object]
) -> None:
    make_post(title="Here", path="/2025/01/here.html", source="[there](/2025/01/there.html)")
    app = make_app(replace(config, url="http://127.0.0.1:8000/blog"))
    with served(app) as get:
        for path in ("/blog/", "/blog/2025/01/here.html", "/blog/search?q=here", "/blog/feed.atom"):
            status, body = get(path)
            assert status == 200, path
            for name in ('href="/', 'src="/', 'action="/', 'hx-get="/', 'hx-post="/'):
                assert body.count(name) == body.count(f"{name}blog"), (path, name)
        assert "/blog/2025/01/here.html" in get("/blog/")[1]


@pytest.mark.sqlite
def test_under_a_sub_path_what_a_post_says_about_links_stays_as_written(
    config: Config, make_app: MakeApp, make_post: Callable[..., object]
) -> None:
    source = '`<a href="/x">` and <a href="/y">y</a> say src="/z" or see /media/z.'
    source += "\n\n[else](//else.example/where)"
    make_post(path="/2025/01/here.html", source=source)
    app = make_app(replace(config, url="http://127.0.0.1:8000/blog"))
    page = LexborHTMLParser(app.test_client().get("/blog/2025/01/here.html").text)
    (prose,) = page.css(".prose")
    assert prose.text().strip() == '<a href="/x"> and y say src="/z" or see /media/z.\nelse'
    links = [link.attributes["href"] for link in prose.css("a")]
    assert links == ["/blog/y", "//else.example/where"]


def test_the_reader_sees_a_whole_page_once_ready(reader: Reader) -> None:
    assert reader.get("/").status_code == 200
