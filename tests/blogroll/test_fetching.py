"""What is fetched is bounded, and leads nowhere into this machine or its network."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests_hardened.ip_filter_adapter as adapter

from blog.blogroll import fetcher, fetching
from blog.blogroll.fetcher import fetch
from blog.blogroll.fetching import NotFetched, fetched

PUBLIC = "blog.example"


class Site(BaseHTTPRequestHandler):
    """A site of somebody else, as friendly or hostile as its path says."""

    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if self.path.startswith("/to/"):
            self._answer(302, {"Location": self.path.removeprefix("/to/")})
        elif self.path == "/same" and self.headers.get("If-None-Match") == '"1"':
            self._answer(304, {})
        elif self.path == "/bomb":
            packed = gzip.compress(b"0" * 50_000_000)
            self._answer(200, {"Content-Encoding": "gzip"}, packed)
        else:
            body = b"<feed/>" if self.path != "/large" else b"0" * (fetcher.LARGEST + 1)
            self._answer(200, {"ETag": '"1"', "Content-Type": "text/xml"}, body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # Whoever asked has heard enough.

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Site.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def public(port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """That site as if it stood in the open: its name alone is taken for a public address."""
    check = adapter.filter_host

    def filter_host(hostname: str, port: int, **wishes: Any) -> str:
        return "127.0.0.1" if hostname == PUBLIC else check(hostname, port, **wishes)

    monkeypatch.setattr(adapter, "filter_host", filter_host)
    return f"http://{PUBLIC}:{port}"


def test_a_feed_comes_with_where_it_is_and_which_edition(public: str) -> None:
    said, body = fetch(f"{public}/to/{public}/feed", "")
    assert said == {
        "address": f"{public}/feed", "status": 200, "type": "text/xml", "etag": '"1"',
    }  # fmt: skip
    assert body == b"<feed/>"
    assert fetch(f"{public}/same", '"1"')[0]["status"] == 304


@pytest.mark.parametrize("path", ["/large", "/bomb"])
def test_no_more_is_read_than_a_feed_may_have(public: str, path: str) -> None:
    assert fetch(public + path, "") == ({"fault": "large"}, b"")


def test_no_redirect_leads_inside(public: str, port: int) -> None:
    inside = [f"http://127.0.0.1:{port}/secret", f"http://localhost:{port}/secret"]
    for address in (*inside, "http://169.254.169.254/latest", "http://10.0.0.1/"):
        assert fetch(f"{public}/to/{address}", "")[0] == {"fault": "private"}
    for address in ("file:///etc/passwd", f"{public}/to/" * 6, "ftp://example.org/", "http://["):
        assert fetch(f"{public}/to/{address}", "")[0] == {"fault": "unreachable"}
    assert not [path for path in Site.asked if path == "/secret"]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254", "10.1.2.3",
        "192.168.1.1", "172.16.0.1", "100.64.0.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]",
        "2130706433", "localhost",
    ],
)  # fmt: skip
def test_no_address_inside_is_asked(port: int, host: str) -> None:
    assert fetch(f"http://{host}:{port}/", "")[0] == {"fault": "private"}
    assert Site.asked == []


def test_a_name_that_resolves_inside_is_not_asked(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **wishes: inside)
    assert fetch(f"http://innocent.example:{port}/", "")[0] == {"fault": "private"}
    assert Site.asked == []


def test_the_program_of_its_own_refuses_alike(port: int) -> None:
    for address, fault in ((f"http://127.0.0.1:{port}/", "private"), ("file:///", "unreachable")):
        with pytest.raises(NotFetched) as refused:
            fetched(address)
        assert refused.value.fault == fault
    assert Site.asked == []


def test_the_program_is_not_waited_for_longer_than_it_may_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.001)
    with pytest.raises(NotFetched) as refused:
        fetched("http://192.0.2.1/")
    assert refused.value.fault == "slow"


def test_an_answer_that_names_itself_at_length_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talker = tmp_path / "talker.py"
    talker.write_text("""print('{"etag": "' + "0" * 60_000 + '"}')""")
    monkeypatch.setattr(fetching, "FETCHER", talker)
    with pytest.raises(NotFetched) as refused:
        fetched("https://there.example/")
    assert refused.value.fault == "unreachable"
